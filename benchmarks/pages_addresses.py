"""Addresses for the pages' benchmark, printed from an archive: pages, and sample texts to make queries of."""

from __future__ import annotations

import json
import random
import sys

import django

django.setup()

from archive.models import Article, Issue, Publication  # noqa: E402
from archive.text.markup.sanitiser import plain_text  # noqa: E402

MOST = 4000


def chosen(rows, number: int) -> list:
    """Return so many rows, or all, the same every time."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    some = random.Random(1).sample(ids, min(number, len(ids)))
    return [row for start in range(0, len(some), 500) for row in rows.filter(pk__in=some[start : start + 500])]


def addresses(sample: int) -> dict[str, list]:
    """Return addresses of articles and issues, filter values, and the texts of so many articles."""
    articles = Article.objects.published().select_related("issue__publication")
    years = Issue.objects.exclude(year=None).order_by("year").values_list("year", flat=True).distinct()
    return {
        "articles": [article.get_absolute_url() for article in chosen(articles.defer("body"), MOST)],
        "issues": [issue.get_absolute_url() for issue in chosen(Issue.objects.select_related("publication"), MOST)],
        "texts": [plain_text(article.body) for article in chosen(articles, sample)],
        "publications": list(Publication.objects.values_list("slug", flat=True)),
        "years": list(years),
    }


if __name__ == "__main__":
    json.dump(addresses(int(sys.argv[1])), sys.stdout)
