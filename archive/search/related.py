"""Articles like an article, for its page."""

from __future__ import annotations

import logging

from django.core.cache import cache

from archive.models import Article
from archive.search.engine import IndexUnusable
from archive.search.running import like

logger = logging.getLogger(__name__)

MOST = 5
KEPT_SECONDS = 3600


def related_articles(article: Article, most: int = MOST) -> list[Article]:
    """The published articles most like this one, the likest first, each with its issue; one query.

    What the engine says is kept for an hour, or until the article changes; what readers may see is asked each time.
    Without a usable index there are none, and the log says so: an article's page goes on without.
    """
    key = f"related:{article.pk}:{article.version}"
    pks = cache.get(key)
    if pks is None:
        try:
            pks = like(article, most + 1)
        except IndexUnusable as error:
            logger.error("Related articles are left out: %s", error)
            return []
        cache.set(key, pks, KEPT_SECONDS)
    if not pks:
        return []
    shown = Article.objects.published().select_related("issue__publication").defer("body")
    articles = shown.in_bulk(pks)
    return [articles[pk] for pk in pks if pk in articles][:most]
