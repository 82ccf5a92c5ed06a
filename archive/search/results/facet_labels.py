"""Labels for the values of filters and facets, and values for typed names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from django.conf.locale import LANG_INFO

from archive.models import Author, Publication, SiteRevision, Source, Topic
from archive.models.common.language_names import language_name
from archive.search.fields import LANGUAGE
from archive.search.passages.match_terms import words_of
from archive.search.query.query_tree import And, Field, Node, Not, Or, Phrase, Prefix, Range, Word
from archive.text.names.normalisation import fold

_ROWS: dict[str, tuple[type[Author | Source | Topic | Publication], str]] = {
    "author": (Author, "name"),
    "source": (Source, "name"),
    "topic": (Topic, "name"),
    "publication": (Publication, "title"),
}


# Names per field. A name with its slug takes some 300 bytes.
MAX_CACHED_NAMES = 10_000


def labels_of(field: str, values: Iterable[object], stamp: str | None = None) -> dict[str, str]:
    """Return {value: label} for values of a facet. Unknown values are left out.

    Names are loaded once in each state of the archive, identified by `stamp` where given: facets have the same names
    page after page, and loading them took 1 ms for each.
    """
    texts = [str(value) for value in values]
    if field == LANGUAGE:
        return {code: language_name(code) for code in texts}
    if field not in _ROWS:
        return {text: text for text in texts}
    stamp = SiteRevision.current().stamp if stamp is None else stamp
    known = _names_known(field, stamp) if stamp else {}
    found = {text: known[text] for text in texts if text in known}
    read: dict[str, str] = {}
    if missing := [text for text in texts if text not in found]:
        model, name = _ROWS[field]
        read = dict(model.objects.filter(slug__in=missing).order_by().values_list("slug", name))
    if len(known) + len(read) <= MAX_CACHED_NAMES:
        known.update(read)
    return found | read


@lru_cache(maxsize=len(_ROWS))
def _names_known(field: str, stamp: str) -> dict[str, str]:
    """Return the cache of names by slug for a state of the archive, to be added to.

    Names are loaded after the stamp was read, so that a changed name is never cached under the newer stamp.
    """
    return {}


def slugs_for(field: str, part: Node) -> list[str]:
    """Return the values of a column that a part of a query means: slugs of publications, of topics; others as typed.

    A word means every name that contains it ("monitor" for *Eurasia Daily Monitor* and *Monitor*) and the equal slug; a
    phrase means the equal name (“Monitor” for *Monitor* alone), else names with its words in this order; a prefix means
    names with a word that begins so.
    """
    if field == LANGUAGE:
        return [_codes_of_languages().get(name, name) for name in (fold(term.leaf.text) for term in words_of(part))]
    if field not in _ROWS:
        return [fold(term.leaf.text) for term in words_of(part)]
    names_by_slug = _names_by_slug(field)
    if isinstance(part, Phrase):
        wanted = fold(part.text)
        if exactly := [slug for slug, names in names_by_slug.items() if wanted in names]:
            return exactly
    return [slug for slug, names in names_by_slug.items() if _matches(part, slug, names)]


@cache
def _codes_of_languages() -> dict[str, str]:
    """Return the codes of languages by their names in English and in themselves: "russian", "русский" → "ru"."""
    infos = {code: info for code, info in LANG_INFO.items() if "-" not in code and "name" in info}
    return {fold(info[name]): code for code, info in infos.items() for name in ("name", "name_local")}


def _names_by_slug(field: str) -> dict[str, list[str]]:
    if field == "topic":
        return {slug: [fold(name)] for slug, name in Topic.objects.values_list("slug", "name")}
    return {publication.slug: [fold(name) for name in publication.names()] for publication in Publication.objects.all()}


def _matches(part: Node, slug: str, names: list[str]) -> bool:
    match part:
        case And(parts):
            return all(_matches(inner, slug, names) for inner in parts)
        case Or(parts):
            return any(_matches(inner, slug, names) for inner in parts)
        case Not(inner):
            return not _matches(inner, slug, names)
        case Field(_, inner):
            return _matches(inner, slug, names)
        case Prefix(text):
            return any(word.startswith(fold(text)) for name in names for word in _words(name))
        case Word(text) | Phrase(text):
            return fold(text) == slug or any(_has(_words(name), _words(fold(text))) for name in names)
        case Range():
            return False
    return False


def _words(folded: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()


def _has(words: list[str], wanted: list[str]) -> bool:
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))
