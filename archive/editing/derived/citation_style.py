"""A publication's citation style: found in its texts, or chosen by an editor; its citations are derived again at
once.
"""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.models import User

from archive.editing.change_set import change_set
from archive.editing.derived.derivation import setting_of
from archive.editing.derived.known_names import KnownNames, load_known_names
from archive.models import Article, Publication
from archive.text.citations.style import CitationStyle, style_as_json
from archive.text.citations.style_survey import StyleSurvey

SURVEYED = 300  # articles, which takes about a second
_AT_ONCE = 50


def survey_style(publication: Publication, names: KnownNames | None = None) -> StyleSurvey:
    """Survey the forms in which a publication's articles cite; of a large one, a sample of some hundred articles."""
    names = names or load_known_names()
    survey = StyleSurvey()
    ids = list(Article.objects.of(publication).order_by("pk").values_list("pk", flat=True))
    ids = ids[:: max(1, -(-len(ids) // SURVEYED))]
    for start in range(0, len(ids), _AT_ONCE):
        articles = Article.objects.filter(pk__in=ids[start : start + _AT_ONCE]).select_related("issue__publication")
        for article in articles.order_by("pk"):
            setting = replace(setting_of(article, names), style=CitationStyle())
            survey.add([block.text for block in article.blocks()], setting)
    return survey


def find_style(
    publication: Publication,
    survey: StyleSurvey | None = None,
    *,
    replace_chosen: bool = False,
    by: User | None = None,
) -> bool:
    """Set a publication's style to that of its texts; return whether it changed.

    A style that an editor chose stays, unless `replace_chosen`. `survey` is the result of `survey_style`. The
    publication's articles are derived again with it, by `archive.editing.dependencies`.
    """
    if publication.citation_style.get("chosen") and not replace_chosen:
        return False
    style = (survey or survey_style(publication)).style()
    return _set_style(publication, style, "Citation style found in its texts", by)


def choose_style(
    publication: Publication,
    style: CitationStyle,
    *,
    by: User | None = None,
) -> bool:
    """Set a publication's style to an editor's choice; return whether it changed."""
    return _set_style(publication, replace(style, is_chosen=True), "Citation style chosen", by)


def _set_style(publication: Publication, style: CitationStyle, reason: str, by: User | None) -> bool:
    stored = style_as_json(style)
    if stored == publication.citation_style:
        return False
    publication.citation_style = stored
    with change_set(reason, by=by):
        publication.save(update_fields=["citation_style", "changed"])
    return True
