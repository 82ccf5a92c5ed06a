"""Moves an article into another issue: its old address redirects, and dependent data is recomputed."""

from __future__ import annotations

from django.db import transaction

from archive.editing.issues.toc_ordering import next_position
from archive.models import Article, Issue
from archive.models.common.slugs import free_slug


@transaction.atomic
def move_article(article: Article, issue: Issue) -> None:
    """Put an article at the end of an issue's contents, from any other issue; its own issue changes nothing.

    Its former address answers 301. Its cited days are derived with the new issue's date, and an issue with an inferred
    date gets a new one.
    """
    if article.issue_id == issue.pk:
        return
    article.issue = issue
    article.position = next_position(issue)
    article.slug = free_slug(article.slug, Article.objects.in_issue(issue))
    article.save()
