"""Template tags of the admin."""

from __future__ import annotations

from django import template
from django.contrib.admin.models import LogEntry
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from archive.admin.publishing.approval_queue import PendingCount, pending_count
from archive.admin.records.audit_log import NAMING_ARTICLES
from archive.admin.review.dashboard import WorkItem, work_that_waits
from archive.models import Article
from archive.models.common.permissions import EDIT_ANY

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_work(context) -> list[WorkItem]:
    """Return the open work, for users who may do it; nothing for others."""
    return work_that_waits() if context["request"].user.has_perm("archive.change_article") else []


@register.simple_tag(takes_context=True)
def sign_off(context) -> PendingCount | None:
    """Return the numbers of articles on the way to publication, for users who may do anything about them."""
    user = context["request"].user
    return pending_count(user) if user.has_perm("archive.change_article") else None


@register.simple_tag(takes_context=True)
def recent_actions(context) -> QuerySet[LogEntry]:
    """Return Django's “Recent actions”. Entries contain titles as they were, so users who may not see every article get
    their own entries only.
    """
    entries, user = LogEntry.objects.select_related("content_type"), context["request"].user
    if user.has_perm(EDIT_ANY):
        return entries
    own = Article.objects.filter(created_by=user.pk).order_by().values(key=Cast("pk", CharField()))
    own_article = Q(content_type__model="article", object_id__in=own)
    return entries.filter(~Q(content_type__model__in=NAMING_ARTICLES) | own_article)
