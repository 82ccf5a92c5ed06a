"""Related articles, for an article's page."""

from __future__ import annotations

import logging
from functools import lru_cache

from django.core.cache import cache

from archive.models import Article
from archive.models.common.prepared_statements import PreparedQuery, any_parameter, parameters_for
from archive.search.engine import IndexUnusable
from archive.search.results.execution import more_like_this

logger = logging.getLogger(__name__)

MOST = 5
CACHE_SECONDS = 3600

# Rows of related articles, by prepared SQL.
_shown = PreparedQuery(
    Article,
    lambda _: (
        Article.objects.published()
        .select_related("issue__publication")
        .only(
            *("title", "slug", "language"),
            *(f"issue__{name}" for name in ("volume", "number", "path", "date", "date_precision", "date_text")),
            *(f"issue__publication__{name}" for name in ("slug", "title", "language")),
        )
        .filter(any_parameter("pk", Article._meta.pk))
        .order_by()
    ),
)


@lru_cache(maxsize=1)
def _complain(reason: str) -> None:
    """Log once why there are no related articles: the page does not show it, and must not repeat it."""
    logger.error("Related articles are left out: %s", reason)


def related_articles(article: Article, most: int = MOST) -> list[Article]:
    """Return the published articles most similar to this one, the most similar first, each with its issue; one query.

    The engine's answer is cached for an hour, or until the article changes; visibility is checked each time. Without a
    usable index there are none, and the log says so.
    """
    key = f"related:{article.pk}:{article.version}"
    pks = cache.get(key)
    if pks is None:
        try:
            pks = more_like_this(article, most + 1)
        except IndexUnusable as error:
            _complain(str(error))
            return []
        _complain.cache_clear()
        cache.set(key, pks, CACHE_SECONDS)
    if not pks:
        return []
    articles = {article.pk: article for slots in parameters_for("pk", pks) for article in _shown(**slots)}
    return [articles[pk] for pk in pks if pk in articles][:most]
