"""Articles like an article, for its page."""

from __future__ import annotations

import logging

from django.core.cache import cache

from archive.models import Article, Revision
from archive.search.engine import IndexUnusable
from archive.search.running import like

logger = logging.getLogger(__name__)

MOST = 5
KEPT_SECONDS = 24 * 3600


def related_articles(article: Article, most: int = MOST) -> list[Article]:
    """The published articles most like this one, the likest first, as `for_listing` reads them.

    What the engine says is kept until anything in the archive changes. Without a usable index there are none, and the
    log says so: an article's page goes on without.
    """
    key = f"related:{article.pk}:{Revision.current().stamp}"
    pks = cache.get(key)
    if pks is None:
        try:
            pks = like(article, most + 1)
        except IndexUnusable as error:
            logger.error("Related articles are left out: %s", error)
            return []
        cache.set(key, pks, KEPT_SECONDS)
    articles = {row.pk: row for row in Article.objects.published().for_listing().filter(pk__in=pks)}
    return [articles[pk] for pk in pks if pk in articles][:most]
