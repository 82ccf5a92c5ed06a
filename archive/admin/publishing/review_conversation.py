"""The conversation of an article's reviews on its form, and what changed since it was last returned."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse

from archive.editing.publishing.review_notes import conversations, versions_since_review, was_returned
from archive.editing.publishing.workflow import sees_drafts_of
from archive.models import Article


def conversation_fieldset(user, article: Article | None) -> list[tuple[str, dict]]:
    """Return the fieldset of an article's reviews, for who sees its drafts; none before its first review."""
    if article is None or not sees_drafts_of(user, article) or not article.review_notes.exists():
        return []
    return [("Review", {"fields": ["conversation"], "classes": ["desk-returned"] if article.note else []})]


class ReviewConversation(admin.ModelAdmin):
    """Mixin of the article admin with the conversation of its reviews."""

    def get_urls(self):
        since = self.admin_site.admin_view(self.since_review_view)
        return [
            path("<int:article_id>/since-review/", since, name="archive_article_since_review"),
            *super().get_urls(),
        ]

    def since_review_view(self, request, article_id: int):
        """Redirect to the diff of an article since the user's last review of it, or else since anybody's."""
        article = self.get_object(request, str(article_id))
        if article is None or not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        history = reverse("admin:archive_article_history", args=[article.pk])
        pair = versions_since_review(article, request.user) if sees_drafts_of(request.user, article) else None
        if pair is None or pair[0].pk == pair[1].pk:
            self.message_user(request, "Nothing changed since it was last returned.", messages.INFO)
            return HttpResponseRedirect(history)
        return HttpResponseRedirect(f"{history}?old={pair[0].pk}&new={pair[1].pk}")

    @admin.display(description="conversation")
    def conversation(self, article: Article) -> str:
        """Return the notes of all rounds of review, with a link to what changed since the last."""
        notes = conversations([article.pk])[article.pk]
        context = {"notes": notes, "article": article, "was_returned": was_returned(notes)}
        return render_to_string("admin/archive/article/conversation.html", context)
