"""Addresses of every kind of page, the dearest of its kind in an archive: the most cited source, the fullest issue."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Model
from django.urls import reverse

from archive.models import Article, Author, Citation, Issue, Publication, Source, Topic
from archive.text.markup.sanitiser import plain_text

Row = TypeVar("Row", bound=Model)
SAMPLE = 200
LETTERS = 5


def public_addresses() -> dict[str, str]:
    """Return addresses of readers' pages by kind; kinds that the archive has no row of are left out."""
    return {"home": "/", **_catalogue(), **_authorities(), **_searches()}


def _catalogue() -> dict[str, str]:
    issue = _most(Issue, "articles")
    publication = _most(Publication, "issues__articles")
    if issue is None or publication is None:
        return {}
    found = {"publication": publication.get_absolute_url(), "issue": issue.get_absolute_url()}
    found["publication’s feed"] = reverse("publication-feed", args=[publication.slug])
    dated = publication.issues.exclude(date=None).values_list("date", flat=True)
    if busiest := Counter((day.year, day.month) for day in dated).most_common(1):
        year, month = busiest[0][0]
        found["year"] = reverse("year", args=[publication.slug, year])
        found["month"] = reverse("month", args=[publication.slug, year, month])
    volumes = Counter(publication.issues.exclude(volume=None).values_list("volume", flat=True))
    if volumes:
        found["volume"] = reverse("volume", args=[publication.slug, volumes.most_common(1)[0][0]])
    found |= {f"issue.{suffix}": f"{issue.get_absolute_url()[:-1]}.{suffix}" for suffix in ("xml", "ris")}
    if (longest := _longest_article()) is not None:
        found["article, the longest"] = longest.get_absolute_url()
    if citing := Citation.objects.values("article").annotate(n=Count("pk")).order_by("-n").first():
        found["article, most citations"] = Article.objects.get(pk=citing["article"]).get_absolute_url()
    return found


def _authorities() -> dict[str, str]:
    found = {kind: reverse(kind) for kind in ("authors", "sources", "topics")}
    rows: dict[str, Author | Topic | Source | None] = {
        "author": _most(Author, "authorships"),
        "topic": _most(Topic, "articles"),
        "source": most_cited_source(),
    }
    for kind, row in rows.items():
        if row is not None:
            found[kind] = row.get_absolute_url()
            found |= {
                f"{kind}.{suffix}": reverse(f"{kind}-format", args=[row.slug, suffix]) for suffix in ("ris", "bib")
            }
    if (source := rows["source"]) is not None:
        found["source’s feed"] = reverse("source-feed", args=[source.slug])
    return found


def _longest_article() -> Article | None:
    # By its id alone: rows with their bodies are not sorted in memory.
    longest = Article.objects.published().order_by("-word_count", "pk").values_list("pk", flat=True).first()
    return Article.objects.get(pk=longest) if longest else None


def most_cited_source() -> Source | None:
    """Return the source with most citations."""
    cited = Citation.objects.exclude(source=None).values("source").annotate(n=Count("pk")).order_by("-n").first()
    return Source.objects.get(pk=cited["source"]) if cited else None


def _most(model: type[Row], path: str) -> Row | None:
    """Return the row with most rows at `path`, such as "issues__articles"."""
    most = model._default_manager.values("pk").annotate(held=Count(path)).order_by("-held", "pk").first()
    return model._default_manager.get(pk=most["pk"]) if most else None


def _searches() -> dict[str, str]:
    """Return searches for words and phrases that many articles hold."""
    words, pairs = _frequent_words()
    if not words:
        return {}
    word = words[0]
    asked = {
        "a word": word,
        "two words": " ".join(words[:2]),
        "a phrase": f'"{pairs[0]}"' if pairs else word,
        "a prefix": f"{word[:3]}*",
        "fuzzy": f"{word}~",
        "either or not": f"{' OR '.join(words[:3])} -{words[-1]}",
        "nothing that is there": "qqxzqqxz",
    }
    found = {f"search: {kind}": _query("search", q=query) for kind, query in asked.items()}
    found["search: newest first"] = _query("search", q=word, sort="newest")
    found["search: page 20"] = _query("search", q=word, page=20)
    if source := most_cited_source():
        found["search: by source"] = _query("search", q=word, source=source.slug)
    found |= {f"search.{suffix}": _query(f"search-{suffix}", q=word) for suffix in ("json", "atom", "csv")}
    found["search.ris"] = f"{reverse('search-format', args=['ris'])}?{urlencode({'q': word})}"
    found["suggestions"] = _query("search-suggest", q=word[:4])
    return found


def _query(name: str, **parameters: str | int) -> str:
    return f"{reverse(name)}?{urlencode(parameters)}"


def _frequent_words() -> tuple[list[str], list[str]]:
    """Return the words and the pairs of words that most of a sample of texts hold, the commonest first."""
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for body in Article.objects.published().order_by("-pk").values_list("body", flat=True)[:SAMPLE]:
        read = re.findall(r"\w+", plain_text(body).lower())
        words.update({one for one in read if len(one) >= LETTERS and one.isalpha()})
        pairs.update({f"{one} {two}" for one, two in pairwise(read) if min(len(one), len(two)) >= LETTERS})
    return [word for word, _ in words.most_common(20)], [pair for pair, _ in pairs.most_common(20)]


def admin_addresses() -> dict[str, str]:
    """Return addresses of editors' pages by kind: home, review desk, all lists, and the forms of the largest rows."""
    found = {"admin: home": reverse("admin:index"), "admin: review desk": reverse("review-desk")}
    for registered in admin.site._registry:
        model = registered._meta
        found[f"admin: list of {model.verbose_name_plural}"] = reverse(
            f"admin:{model.app_label}_{model.model_name}_changelist"
        )
    found["admin: list of articles, searched"] = f"{reverse('admin:archive_article_changelist')}?q=harbour"
    rows: dict[str, Model | None] = {
        "article": _longest_article(),
        "issue": _most(Issue, "articles"),
        "author": _most(Author, "authorships"),
        "source": most_cited_source(),
        "topic": _most(Topic, "articles"),
        "publication": _most(Publication, "issues__articles"),
    }
    for kind, row in rows.items():
        if row is not None:
            found[f"admin: {kind}"] = reverse(f"admin:archive_{kind}_change", args=[row.pk])
    for kind in ("author", "source"):
        if (row := rows[kind]) is not None:
            found[f"admin: delete {kind}"] = reverse(f"admin:archive_{kind}_delete", args=[row.pk])
    return found
