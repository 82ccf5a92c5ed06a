"""Moves an article into another issue: its old address leads on, and what depends on the issue is worked out anew."""

from __future__ import annotations

from django.db import transaction

from archive.editing.issues.toc_ordering import next_position
from archive.models import Article, Issue
from archive.models.common.slugs import free_slug


@transaction.atomic
def move_article(article: Article, issue: Issue) -> None:
    """Put an article at the end of an issue's contents, from wherever it stands; into its own issue it does not move.

    Its former address answers 301. The days that it cites are read with the new issue's date, and an issue that was
    dated by what its articles cite is dated by what they cite now.
    """
    if article.issue_id == issue.pk:
        return
    article.issue = issue
    article.position = next_position(issue)
    article.slug = free_slug(article.slug, Article.objects.in_issue(issue))
    article.save()
