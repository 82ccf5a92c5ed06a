"""Publishing on the article's form and list: only the transitions that the user may make."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from archive.admin.accounts.permission_denied import Denied
from archive.admin.publishing.review_conversation import ReviewConversation, conversation_fieldset
from archive.editing.publishing.transitions import (
    PUBLISH_TRANSITION,
    SCHEDULE,
    SEND,
    TAKE_BACK,
    TRANSITIONS,
    WITHDRAW,
    Role,
    State,
    Transition,
    label_of,
    state_of,
    validation_error,
)
from archive.editing.publishing.workflow import (
    Outcome,
    apply_transition,
    is_allowed,
    reason_delete_denied,
    reason_edit_denied,
    transitions_open_to,
    visible_to,
)
from archive.models import Article
from archive.models.common.permissions import EDIT_ANY, PUBLISH

# The name of the form's transition buttons; their values are the names of transitions.
BUTTON = "_move"


def shown_moment(moment) -> str:
    """Return a moment in the site's time zone: "3 May 2027, 09:00 UTC"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y, H:i')} {local:%Z}"


def requested_transition(request) -> Transition | None:
    """Return the transition of the pressed button."""
    return TRANSITIONS.get(request.POST.get(BUTTON, "")) if request.method == "POST" else None


def outcome_messages(outcome: Outcome, move: Transition) -> list[tuple[str, int]]:
    """Return the outcome of a transition, as messages with their levels."""
    lines = []
    if len(outcome.moved) == 1:
        article = Article.objects.get(pk=outcome.moved[0])
        scheduled = state_of(article) is State.SCHEDULED
        done = f"Scheduled: readers see it from {shown_moment(article.publish_at)}" if scheduled else move.done
        lines.append((f"“{article.title}”: {done}.", messages.SUCCESS))
    elif outcome.moved:
        later = (
            Article.objects.filter(pk__in=outcome.moved[:500]).scheduled().count() if move is PUBLISH_TRANSITION else 0
        )
        note = f" {later:,} of them are scheduled for a later moment." if later else ""
        lines.append((f"{len(outcome.moved):,} articles {move.done}.{note}", messages.SUCCESS))
    for reason, titles in outcome.refused.items():
        which = f"“{titles[0]}”" + (f" and {len(titles) - 1:,} more" if len(titles) > 1 else "")
        lines.append((f"Left as it was: {which}. {reason}", messages.WARNING))
    return lines or [("Choose one article at least.", messages.WARNING)]


class StageFilter(admin.SimpleListFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [
            ("drafts", "Drafts"),
            ("in-review", "In review"),
            ("scheduled", "Scheduled"),
            ("published", "Published"),
            ("withdrawn", "Withdrawn"),
            ("mine", "Made by me"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(created_by=request.user)
        if self.value() == "scheduled":
            # A subquery of few ids: in the list's order the database would scan all articles.
            return queryset.filter(pk__in=Article.objects.scheduled().order_by().values("pk"))
        if self.value() in dict(self.lookup_choices):
            return getattr(queryset, self.value().replace("-", "_"))()
        return queryset


class PublishingAdmin(ReviewConversation):
    """Mixin of the article admin that limits people to the articles and transitions that they have rights for."""

    class Media:
        js = [forms.Script("backfile/publishing.js", defer=True)]  # deferred: the admin loads it above the form

    def get_queryset(self, request):
        return super().get_queryset(request).filter(visible_to(request.user))

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None and not request.user.has_perm(EDIT_ANY) and self._is_there(object_id):
            raise Denied("Others wrote this article, and it is not published. Only editors see it.", Role.EDITOR.group)
        return found

    @staticmethod
    def _is_there(object_id: str) -> bool:
        return object_id.isdigit() and Article.objects.filter(pk=object_id[:18]).exists()

    def has_change_permission(self, request, obj: Article | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or not reason_edit_denied(request.user, obj)

    def has_delete_permission(self, request, obj: Article | None = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not reason_delete_denied(request.user, obj)

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(PUBLISH)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.person, form.requested = request.user, requested_transition(request)
        return form

    def get_readonly_fields(self, request, obj: Article | None = None):
        fields = [*super().get_readonly_fields(request, obj), "current_status", "conversation"]
        moment_is_theirs = request.user.has_perm(PUBLISH) and (obj is None or state_of(obj) is not State.PUBLISHED)
        return fields if moment_is_theirs else [*fields, "publish_at"]

    def get_fieldsets(self, request, obj: Article | None = None):
        """Return the fieldsets with the conversation of its reviews on top, and a field for a note where one may be
        sent along.
        """
        fieldsets = list(super().get_fieldsets(request, obj))
        publishing = ["current_status", "publish_at"]
        article = obj or Article(created_by=request.user)
        if any(move.takes_note for move in transitions_open_to(request.user, article)):
            publishing.append("review_note")
        fieldsets = [(name, options) for name, options in fieldsets if name != "Publishing"]
        fieldsets.insert(len(fieldsets) - 1, ("Publishing", {"fields": publishing}))
        return [*conversation_fieldset(request.user, obj), *fieldsets]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            self._refuse_what_is_not_theirs(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _refuse_what_is_not_theirs(self, request, object_id: str | None) -> None:
        """Raise Denied before the form is read where the user was never offered it."""
        article = self.get_object(request, object_id) if object_id else Article(created_by=request.user)
        if article is None:
            return
        if object_id and (reason := reason_edit_denied(request.user, article)):
            raise Denied(reason, Role.EDITOR.group)
        move = requested_transition(request)
        if move is not None and not is_allowed(move.who, request.user, article):
            raise Denied(f"Articles are {move.done} by {move.who.named} only.", move.who.group)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        article = obj or Article(created_by=request.user)
        context["moves"] = [
            (move.name, label_of(move, article))
            for move in transitions_open_to(request.user, article)
            if move is not SCHEDULE and not (move is TAKE_BACK and request.user.has_perm(EDIT_ANY))
        ]
        context["is_draft"] = state_of(article) is State.DRAFT
        if obj is not None:
            context["move_url"] = reverse("admin:archive_article_move", args=[obj.pk])
            context["why_not_editable"] = reason_edit_denied(request.user, obj) if request.user.is_active else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, article: Article, form, change) -> None:
        if not change:
            article.status_by, article.status_since = request.user, timezone.now()
        super().save_model(request, article, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        if (move := requested_transition(request)) is None:
            return super().response_add(request, obj, post_url_continue)
        self._move_saved(request, obj, move)
        return self.response_post_save_add(request, obj)

    def response_change(self, request, obj):
        if (move := requested_transition(request)) is None:
            return super().response_change(request, obj)
        self._move_saved(request, obj, move)
        return self.response_post_save_change(request, obj)

    def _move_saved(self, request, article: Article, move: Transition) -> None:
        """Make the requested transition with the article that the form just saved."""
        note, saved = request.POST.get("review_note", ""), Article.objects.filter(pk=article.pk)
        self.report_outcome(
            request, apply_transition(move, saved, by=request.user, note=note, moment=article.publish_at), move
        )

    def report_outcome(self, request, outcome: Outcome, move: Transition) -> None:
        for line, level in outcome_messages(outcome, move):
            self.message_user(request, line, level)

    def get_urls(self):
        move = self.admin_site.admin_view(require_POST(self.move_view))
        return [path("<int:article_id>/move/", move, name="archive_article_move"), *super().get_urls()]

    def move_view(self, request, article_id: int):
        """Make a transition without saving the form, where the text is not editable."""
        move = TRANSITIONS.get(request.POST.get(BUTTON, ""))
        article = self.get_object(request, str(article_id))
        if article is None or move is None or validation_error(move, request.POST.get("review_note", ""), None):
            self.message_user(request, "Nothing was moved. Open the article and try again.", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:archive_article_changelist"))
        if not is_allowed(move.who, request.user, article):
            raise Denied(f"Articles are {move.done} by {move.who.named} only.", move.who.group)
        note = request.POST.get("review_note", "")
        self.report_outcome(
            request, apply_transition(move, Article.objects.filter(pk=article.pk), by=request.user, note=note), move
        )
        return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]))

    @admin.action(description="Send the selected articles to review", permissions=["change"])
    def send_to_review(self, request, articles):
        return self._move_selected(request, articles, SEND)

    @admin.action(
        description="Publish the selected articles, or schedule those with a future moment", permissions=["publish"]
    )
    def publish(self, request, articles):
        return self._move_selected(request, articles, PUBLISH_TRANSITION)

    @admin.action(description="Withdraw the selected articles", permissions=["publish"])
    def withdraw(self, request, articles):
        return self._move_selected(request, articles, WITHDRAW)

    def _move_selected(self, request, articles, move: Transition):
        chosen = Article.objects.filter(pk__in=articles.order_by().values("pk"))
        self.report_outcome(request, apply_transition(move, chosen, by=request.user), move)

    @admin.display(description="stage", ordering="status")
    def stage(self, article: Article) -> str:
        stage = state_of(article)
        if stage is State.SCHEDULED:
            return f"Scheduled for {shown_moment(article.publish_at)}"
        return stage.removeprefix("a ").capitalize()

    @admin.display(description="current status")
    def current_status(self, article: Article) -> str:
        """Return the status, since when, and who set it."""
        if not article.pk:
            return "New. When saved, it is a draft that readers do not see."
        words = self.stage(article)
        if article.status_since:
            words += f", since {shown_moment(article.status_since)}"
        return f"{words}, by {article.status_by}" if article.status_by else words
