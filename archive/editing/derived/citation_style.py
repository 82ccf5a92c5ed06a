"""A publication's citation style: found from its own texts, or chosen by a person; its citations follow at once."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Read a publication's articles for the forms in which they cite; of many, some hundred from all of its run."""
    names = names or load_known_names()
    survey = StyleSurvey()
    ids = list(Article.objects.of(publication).order_by("pk").values_list("pk", flat=True))
    ids = ids[:: max(1, -(-len(ids) // SURVEYED))]
    for start in range(0, len(ids), _AT_ONCE):
        articles = Article.objects.filter(pk__in=ids[start : start + _AT_ONCE]).select_related("issue__publication")
        for article in articles.order_by("pk"):
            setting = replace(setting_of(article.issue, names), style=CitationStyle())
            survey.add([block.text for block in article.blocks()], setting)
    return survey


def find_style(
    publication: Publication,
    survey: StyleSurvey | None = None,
    *,
    anew: bool = False,
    by: User | None = None,
) -> bool:
    """Give a publication the style that its texts show; return whether that changed it.

    One that a person chose stays, unless it is to be found `anew`. `survey` is what `survey_style` gave. The
    publication's articles are read again with it, as `archive.editing.dependencies` says.
    """
    if publication.citation_style.get("chosen") and not anew:
        return False
    style = (survey or survey_style(publication)).style()
    return _set_style(publication, style, "Citation style found in its texts", by)


def choose_style(
    publication: Publication,
    style: CitationStyle,
    *,
    by: User | None = None,
) -> bool:
    """Give a publication the style that a person chose; return whether that changed it."""
    return _set_style(publication, replace(style, is_chosen=True), "Citation style chosen", by)


def _set_style(publication: Publication, style: CitationStyle, reason: str, by: User | None) -> bool:
    stored = style_as_json(style)
    if stored == publication.citation_style:
        return False
    publication.citation_style = stored
    with change_set(reason, by=by):
        publication.save(update_fields=["citation_style", "changed"])
    return True


def find_styles_of(publication_ids: Iterable[int]) -> list[Publication]:
    """Find the styles of publications whose styles nobody chose; return those that have another one now."""
    rows = Publication.objects.filter(pk__in=set(publication_ids)).order_by("pk")
    return [publication for publication in rows if find_style(publication)]
