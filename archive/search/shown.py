"""Articles of a page of hits, read back from the database through the published set, with their authors.

An index that lags can miss an article, but never show one. The SQL is at hand, for so many rows at a time: Django would
take longer to build it anew for every page than the database to answer it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_

from django.db.models import Field, Q

from archive.models import Article, Author
from archive.models.article import Authorship
from archive.models.prepared import Prepared, Slot

AT_A_TIME = 20
# What pages, feeds and data say of a hit, and no more: 20 rows of all columns took 3 ms to be made into objects.
_COLUMNS = (
    *("title", "slug", "title_is_provisional", "language", "body", "changed", "publish_at"),
    *(f"issue__{name}" for name in ("volume", "number", "number_slug", "date", "date_precision", "date_text")),
    *(f"issue__publication__{name}" for name in ("slug", "title", "language")),
)


def _any_of(lookup: str, field: Field) -> Q:
    return reduce(or_, (Q((lookup, Slot(f"pk{number}", field))) for number in range(AT_A_TIME)))


_rows = Prepared(
    Article,
    lambda _: (
        Article.objects.published()
        .select_related("issue__publication")
        .only(*_COLUMNS)
        .filter(_any_of("pk", Article._meta.pk))
        .order_by()
    ),
)
_authorships = Prepared(
    Authorship,
    lambda _: (
        Authorship.objects.filter(_any_of("article_id", Article._meta.pk))
        .select_related("author")
        .only("article_id", "author__name", "author__slug")
        .order_by("position", "pk")
    ),
)


def shown_articles(pks: Sequence[int]) -> dict[int, tuple[Article, list[Author]]]:
    """Those of the articles that readers may see, by id, each with its issue, publication and authors in order."""
    found: dict[int, tuple[Article, list[Author]]] = {}
    for slots in _slots(pks):
        found |= {article.pk: (article, []) for article in _rows(**slots)}
        for authorship in _authorships(**slots):
            if authorship.article_id in found:
                found[authorship.article_id][1].append(authorship.author)
    return found


def _slots(pks: Sequence[int]) -> Iterator[dict[str, int]]:
    """So many ids at a time under the names of the slots; what is left over has the first id once more."""
    for start in range(0, len(pks), AT_A_TIME):
        some = pks[start : start + AT_A_TIME]
        yield {f"pk{number}": some[number if number < len(some) else 0] for number in range(AT_A_TIME)}
