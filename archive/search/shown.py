"""Articles of a page of hits, read back from the database through the published set, with their authors.

An index that lags can miss an article, but never show one. The SQL is at hand, for so many rows at a time: Django would
take longer to build it anew for every page than the database to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.models import Article, Author
from archive.models.article import Authorship
from archive.models.prepared import Prepared, any_slot, slots_for

# What pages, feeds and data say of a hit, and no more: 20 rows of all columns took 3 ms to be made into objects.
_COLUMNS = (
    *("title", "slug", "title_is_provisional", "language", "body", "changed", "publish_at"),
    *(f"issue__{name}" for name in ("volume", "number", "number_slug", "date", "date_precision", "date_text")),
    *(f"issue__publication__{name}" for name in ("slug", "title", "language")),
)


_rows = Prepared(
    Article,
    lambda _: (
        Article.objects.published()
        .select_related("issue__publication")
        .only(*_COLUMNS)
        .filter(any_slot("pk", Article._meta.pk))
        .order_by()
    ),
)
_authorships = Prepared(
    Authorship,
    lambda _: (
        Authorship.objects.filter(any_slot("article_id", Article._meta.pk))
        .select_related("author")
        .only("article_id", "author__name", "author__slug")
        .order_by("position", "pk")
    ),
)


def shown_articles(pks: Sequence[int]) -> dict[int, tuple[Article, list[Author]]]:
    """Those of the articles that readers may see, by id, each with its issue, publication and authors in order."""
    found: dict[int, tuple[Article, list[Author]]] = {}
    for slots in slots_for("pk", pks):
        found |= {article.pk: (article, []) for article in _rows(**slots)}
    for slots in slots_for("article_id", list(found)):
        for authorship in _authorships(**slots):
            found[authorship.article_id][1].append(authorship.author)
    return found
