"""Addresses of readers’ pages, the dearest of each kind in an archive: the most cited source, the fullest issue."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Model
from django.urls import reverse

from archive.exports.articles.registry import Describes, formats_of
from archive.exports.oai.responses import FORMATS
from archive.exports.sitemap import sitemap_files
from archive.models import Article, Author, Citation, Issue, Publication, Source, Topic
from archive.models.catalogue.article_list import article_list
from archive.models.common.url_cache import data_address
from archive.text.markup.sanitiser import plain_text

Row = TypeVar("Row", bound=Model)
SAMPLE = 200
OAI_PREFIXES = tuple(FORMATS)
LETTERS = 5


def public_addresses() -> dict[str, str]:
    """Return addresses of readers' pages by kind; kinds that the archive has no row of are left out."""
    return {"home": "/", **_catalogue(), **_authorities(), **_whole(), **_searches()}


def _catalogue() -> dict[str, str]:
    issue = row_with_most(Issue, "articles")
    publication = row_with_most(Publication, "issues__articles")
    if issue is None or publication is None:
        return {}
    found = {"publication": publication.get_absolute_url(), "issue": issue.get_absolute_url()}
    found |= _feeds("publication’s", "publication-feed", publication.slug)
    if Issue.objects.of(publication).without_volume().exists():
        found["run"] = reverse("run", args=[publication.slug])
    dated = publication.issues.exclude(date=None).values_list("date", flat=True)
    if busiest := Counter((day.year, day.month) for day in dated).most_common(1):
        year, month = busiest[0][0]
        found["year"] = reverse("year", args=[publication.slug, year])
        found["month"] = reverse("month", args=[publication.slug, year, month])
    volumes = Counter(publication.issues.exclude(volume=None).values_list("volume", flat=True))
    if volumes:
        fullest = volumes.most_common(1)[0][0]
        found["volume"] = reverse("volume", args=[publication.slug, fullest])
        found |= _feeds("volume’s", "volume-feed", publication.slug, fullest)
    found |= _as_data("issue", issue.get_absolute_url(), Describes.ISSUE)
    if (longest := longest_article()) is not None:
        found["article, the longest"] = longest.get_absolute_url()
        found["article, permanent"] = longest.get_permanent_url()
        found |= _as_data("article", longest.get_absolute_url(), Describes.ARTICLE)
        identifier = f"http://testserver{longest.get_permanent_url()}"
        found["unapi"] = _query("unapi", id=identifier)
        found["unapi, as RIS"] = _query("unapi", id=identifier, format="ris")
    if citing := Citation.objects.values("article").annotate(n=Count("pk")).order_by("-n").first():
        found["article, most citations"] = Article.objects.get(pk=citing["article"]).get_absolute_url()
    return found


def _authorities() -> dict[str, str]:
    found = {kind: reverse(kind) for kind in ("authors", "sources", "topics")}
    found["authors, page 2"] = f"{reverse('authors')}?page=2"
    found["sources, page 2"] = f"{reverse('sources')}?page=2"
    found["sources, filtered"] = f"{reverse('sources')}?kind=newspaper&name=an"
    rows: dict[str, Author | Topic | Source | None] = {
        "author": row_with_most(Author, "authorships"),
        "topic": row_with_most(Topic, "articles"),
        "source": most_cited_source(),
    }
    for kind, row in rows.items():
        if row is None:
            continue
        address = row.get_absolute_url()
        found |= {kind: address, f"{kind}, page 2": f"{address}?page=2"}
        if last := last_page(len(article_list(row)), 20 if kind == "source" else 50):
            found[f"{kind}, middle page"] = f"{address}?page={-(-last // 2)}"
            found[f"{kind}, last page"] = f"{address}?page={last}"
        found |= _as_data(kind, address, Describes.LIST)
        found |= _feeds(f"{kind}’s", f"{kind}-feed", row.slug, last_archive=len(article_list(row)) // 100)
    return found


def last_page(number: int, size: int) -> int:
    """Return the last page of a list, 0 where it has one only."""
    return -(-number // size) if number > size else 0


def _as_data(kind: str, page: str, described: Describes) -> dict[str, str]:
    return {f"{kind}.{each.suffix}": data_address(page, each.suffix) for each in formats_of(described)}


def _feeds(whose: str, name: str, *arguments: object, last_archive: int = 1) -> dict[str, str]:
    address = reverse(name, args=arguments)
    found = {f"{whose} feed": address, f"{whose} feed, first archive": f"{address}?archive=1"}
    if last_archive > 1:
        found[f"{whose} feed, last archive"] = f"{address}?archive={last_archive}"
    return found


def _whole() -> dict[str, str]:
    """Return addresses of what is for programs: feeds of the site, sitemaps, OAI-PMH, and what operators ask."""
    names = ("healthz", "readyz", "robots", "tdmrep", "opensearch", "sitemap-index", "unapi")
    found = {name: reverse(name) for name in names}
    found |= _feeds("site’s", "site-feed", last_archive=Article.objects.published().count() // 100)
    found |= {f"sitemap of {one.kind} {one.number}": reverse("sitemap", args=[one.kind, one.number])
              for one in sitemap_files() if one.number < 2}  # fmt: skip
    for verb in ("Identify", "ListMetadataFormats", "ListSets"):
        found[f"OAI {verb}"] = _query("oai", verb=verb)
    for prefix in OAI_PREFIXES:
        found[f"OAI ListIdentifiers {prefix}"] = _query("oai", verb="ListIdentifiers", metadataPrefix=prefix)
        found[f"OAI ListRecords {prefix}"] = _query("oai", verb="ListRecords", metadataPrefix=prefix)
    since = {"from": "2020-01-01"}
    found["OAI ListRecords since"] = _query("oai", verb="ListRecords", metadataPrefix="oai_dc", **since)
    if (topic := row_with_most(Topic, "articles")) is not None:
        found["OAI ListRecords of a topic"] = _query(
            "oai", verb="ListRecords", metadataPrefix="oai_dc", set=f"topic:{topic.slug}"
        )
    return found


def longest_article() -> Article | None:
    # By its id alone: rows with their bodies are not sorted in memory.
    longest = Article.objects.published().order_by("-word_count", "pk").values_list("pk", flat=True).first()
    return Article.objects.get(pk=longest) if longest else None


def most_cited_source() -> Source | None:
    """Return the source with most citations."""
    cited = Citation.objects.exclude(source=None).values("source").annotate(n=Count("pk")).order_by("-n").first()
    return Source.objects.get(pk=cited["source"]) if cited else None


def row_with_most(model: type[Row], path: str) -> Row | None:
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
        "nothing asked": "",
        "a field": f"title:{word}",
        "years": f"{word} year:2000..2010",
        "all but": f"-{words[-1]}",
        "a sentence": " ".join(words[:12]),
    }
    found = {f"search: {kind}": _query("search", q=query) for kind, query in asked.items()}
    found["search: newest first"] = _query("search", q=word, sort="newest")
    found["search: page 20"] = _query("search", q=word, page=20)
    if source := most_cited_source():
        found["search: by source"] = _query("search", q=word, source=source.slug)
    found |= {f"search.{suffix}": _query(f"search-{suffix}", q=word) for suffix in ("json", "atom", "csv")}
    for one in formats_of(Describes.LIST):
        found[f"search.{one.suffix}"] = f"{reverse('search-format', args=[one.suffix])}?{urlencode({'q': word})}"
    found["suggestions"] = _query("search-suggest", q=word[:4])
    found["suggestions of a letter"] = _query("search-suggest", q=word[:1])
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
