"""Names of languages, by their tags."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

from archive.text.languages import primary_language


def language_name(tag: str) -> str:
    """Return the English name of a language by its BCP 47 tag: "ru" → "Russian", "pt-BR" → "Brazilian Portuguese".

    A tag with a region that has no name of its own has its language's, an unknown one stays as it is: "xx".
    """
    for each in (tag.lower(), primary_language(tag)):
        if name := LANG_INFO.get(each, {}).get("name"):
            return str(name)
    return tag
