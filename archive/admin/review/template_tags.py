"""Template tags of the desk."""

from __future__ import annotations

from django import template

from archive.admin.publishing.approval_queue import Waits, waits
from archive.admin.review.dashboard import Waiting, work_that_waits

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_work(context) -> list[Waiting]:
    """What waits, for whoever may do it; nothing for others."""
    return work_that_waits() if context["request"].user.has_perm("archive.change_article") else []


@register.simple_tag(takes_context=True)
def sign_off(context) -> Waits | None:
    """How much waits between draft and reader, for whoever may do anything about it."""
    user = context["request"].user
    return waits(user) if user.has_perm("archive.change_article") else None
