"""Lists of articles by author, topic and source, and their totals: written when the outbox is drained.

An article is compared with what is listed of it, and the totals change by the difference, so that it does not matter
how often an article is taken or what became of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from django.db import connection, transaction

from archive.models import ListedArticle, ListKind, ListTotal, OutboxEntry, PartKind
from archive.models.catalogue.article_list import live_parts
from archive.models.catalogue.listed_article import NO_YEAR
from archive.models.common.bulk_insert import insert

# Articles in a transaction; of very many, so many more that totals are written less often.
CHUNK, LARGE_CHUNK = 500, 5_000
# An article of more authors and sources is not counted for each two of them, which would be thousands.
MAX_PAIRED = 60
# Kinds that are counted beside a source.
BESIDE = (ListKind.AUTHOR, ListKind.SOURCE)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """What is listed of an article: in whose list, with its issue, publication and year, and how often it cites."""

    kind: int
    row: int
    issue: int
    publication: int
    year: int
    citations: int


Key: TypeAlias = tuple[int, int, int, int]
"""Kind and id of a list, kind and id of its part."""


def list_articles(article_ids: Collection[int]) -> None:
    """List articles as readers see them now, and correct the totals."""
    ids = sorted(set(article_ids))
    size = LARGE_CHUNK if len(ids) >= LARGE_CHUNK else CHUNK
    for start in range(0, len(ids), size):
        with transaction.atomic():
            _list(ids[start : start + size])


def _list(ids: list[int]) -> None:
    before, after = listed_parts(ids), live_parts_of(ids)
    changed = [pk for pk in ids if before.get(pk) != after.get(pk)]
    if not changed:
        return
    articles: Counter[Key] = Counter()
    citations: Counter[Key] = Counter()
    rows = []
    for pk in changed:
        for sign, parts in ((-1, before.get(pk, [])), (1, after.get(pk, []))):
            for key, cited in contributions(parts):
                articles[key] += sign
                citations[key] += sign * cited
        paired = is_paired(after.get(pk, []))
        rows += [_row(pk, part, paired) for part in after.get(pk, [])]
    ListedArticle.objects.filter(article__in=changed).delete()
    insert(rows)
    _add([(*key, number, citations[key]) for key, number in articles.items() if number or citations[key]])


def _row(article: int, part: Part, paired: bool) -> ListedArticle:
    return ListedArticle(
        article_id=article,
        issue_id=part.issue,
        kind=part.kind,
        row_id=part.row,
        publication_id=part.publication,
        year=part.year,
        citations=part.citations,
        is_paired=paired,
    )


def is_paired(parts: Collection[Part]) -> bool:
    """Return whether an article is counted for each two of its authors and sources."""
    return sum(part.kind in BESIDE for part in parts) <= MAX_PAIRED


def contributions(parts: Collection[Part]) -> Iterator[tuple[Key, int]]:
    """Yield what an article adds to totals: the total, and the citations; it is one article in each."""
    beside = [part for part in parts if part.kind in BESIDE] if is_paired(parts) else []
    for part in parts:
        yield (part.kind, part.row, PartKind.WHOLE.value, 0), part.citations
        yield (part.kind, part.row, PartKind.YEAR.value, part.year), part.citations
        if part.kind != ListKind.SOURCE:
            continue
        yield (part.kind, part.row, PartKind.PUBLICATION.value, part.publication), part.citations
        for other in beside:
            if other is not part:
                yield (part.kind, part.row, other.kind, other.row), 0


def listed_parts(ids: Collection[int]) -> dict[int, list[Part]]:
    """Return what is listed of articles, in order."""
    rows = ListedArticle.objects.filter(article__in=ids).order_by()
    columns = ("article_id", "kind", "row_id", "issue_id", "publication_id", "year", "citations")
    return _by_article((row[0], Part(*row[1:])) for row in rows.values_list(*columns))


def live_parts_of(ids: Collection[int]) -> dict[int, list[Part]]:
    """Return what is to be listed of articles, in order."""
    columns = ("article_id", "row", "issue", "publication", "year", "citations")
    return _by_article(
        (
            article,
            Part(kind.value, row, issue, publication, year or NO_YEAR, cited if kind is ListKind.SOURCE else 0),
        )
        for kind in ListKind
        for article, row, issue, publication, year, cited in live_parts(kind)
        .filter(article__in=ids)
        .values_list(*columns)
    )


def _by_article(pairs: Iterator[tuple[int, Part]]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for article, part in pairs:
        found.setdefault(article, []).append(part)
    return {article: sorted(parts) for article, parts in found.items()}


_ADD = """
INSERT INTO archive_listtotal (kind, row_id, part, part_id, articles, citations) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (kind, row_id, part, part_id) DO UPDATE SET
articles = archive_listtotal.articles + excluded.articles,
citations = archive_listtotal.citations + excluded.citations
"""


def _add(changes: list[tuple[int, int, int, int, int, int]]) -> None:
    """Add numbers of articles and citations to totals, and remove those that are of nothing then."""
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, sorted(changes))
    ListTotal.objects.filter(articles=0).delete()


def unlisted_articles(ids: Collection[int]) -> list[int]:
    """Return those of some articles that are not listed as they should be. Those that wait in the outbox are left
    out.
    """
    waiting = set(OutboxEntry.objects.filter(article_id__in=ids).values_list("article_id", flat=True))
    before, after = listed_parts(ids), live_parts_of(ids)
    return [pk for pk in ids if pk not in waiting and before.get(pk) != after.get(pk)]


def wrong_totals() -> dict[Key, tuple[int, int]]:
    """Return the totals that are not those of what is listed, with the numbers that they should have; a total that
    should not be has 0.
    """
    articles: Counter[Key] = Counter()
    citations: Counter[Key] = Counter()
    columns = ("article_id", "kind", "row_id", "issue_id", "publication_id", "year", "citations")
    rows = ListedArticle.objects.order_by("article_id", "kind", "row_id").values_list(*columns)
    for _, of_article in groupby(rows.iterator(), key=itemgetter(0)):
        for key, cited in contributions([Part(*row[1:]) for row in of_article]):
            articles[key] += 1
            citations[key] += cited
    stored = {
        (kind, row, part, part_id): (number, cited)
        for kind, row, part, part_id, number, cited in ListTotal.objects.values_list(
            "kind", "row_id", "part", "part_id", "articles", "citations"
        ).iterator()
    }
    return {
        key: (articles[key], citations[key])
        for key in articles.keys() | stored.keys()
        if stored.get(key) != (articles[key], citations[key])
    }


def correct_totals(wrong: Mapping[Key, tuple[int, int]]) -> None:
    """Write the numbers that totals should have."""
    for kind, row, part, part_id in wrong:
        ListTotal.objects.filter(kind=kind, row_id=row, part=part, part_id=part_id).delete()
    _add([(*key, *numbers) for key, numbers in wrong.items() if numbers[0]])
