"""Template tags of the desk."""

from __future__ import annotations

from django import template

from archive.admin.publishing.approval_queue import PendingCount, pending_count
from archive.admin.review.dashboard import WorkItem, work_that_waits

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_work(context) -> list[WorkItem]:
    """What waits, for whoever may do it; nothing for others."""
    return work_that_waits() if context["request"].user.has_perm("archive.change_article") else []


@register.simple_tag(takes_context=True)
def sign_off(context) -> PendingCount | None:
    """How much waits between draft and reader, for whoever may do anything about it."""
    user = context["request"].user
    return pending_count(user) if user.has_perm("archive.change_article") else None
