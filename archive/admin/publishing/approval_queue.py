"""The sign-off list: unpublished articles by what they wait for, with the transitions that the user may make."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from archive.admin.accounts.permission_denied import Denied
from archive.admin.bulk.bulk_actions import ask
from archive.admin.imports.pending_imports import PendingImport, brought_by, brought_by_none, pending_imports
from archive.admin.publishing.publishing_actions import outcome_messages
from archive.editing.publishing.review_notes import conversations, was_returned
from archive.editing.publishing.transitions import (
    MAX_NOTE,
    PUBLISH_NOW,
    PUBLISH_TRANSITION,
    RETURN,
    SCHEDULE,
    SEND,
    TAKE_BACK,
    TRANSITIONS,
    UNSCHEDULE,
    Transition,
    label_of,
    validation_error,
)
from archive.editing.publishing.workflow import apply_transition, is_allowed, reason_denied
from archive.models import Article, ImportBatch, Publication, ReviewNote
from archive.models.catalogue.article import ArticleQuerySet
from archive.models.common.permissions import EDIT_ANY, PUBLISH, PUBLISHERS

ROWS_PER_PAGE = 50
MAX_CHOSEN = 200
# Columns that a row shows; bodies are not loaded.
SHOWN = ["title", "status", "status_since", "publish_at", "note", "version", "created_by", "status_by",
         "issue__volume", "issue__number", "issue__path", "issue__date", "issue__date_precision",
         "issue__publication__title", "issue__publication__abbreviation", "issue__publication__slug",
         "created_by__username", "created_by__first_name", "created_by__last_name",
         "status_by__username", "status_by__first_name", "status_by__last_name"]  # fmt: skip


class RequestedTransition(forms.Form):
    """A requested transition of selected articles, with moment and note."""

    move = forms.ChoiceField(choices=[(name, move.label) for name, move in TRANSITIONS.items()])
    moment = forms.DateTimeField(required=False)
    note = forms.CharField(required=False, max_length=MAX_NOTE)


def versions_of(chosen: list[str]) -> dict[int, int]:
    """Return versions by article, as the checkboxes send them: ["12.3", "x"] → {12: 3}."""
    pairs = (each.partition(".") for each in chosen[:MAX_CHOSEN])
    return {int(pk): int(version) for pk, _, version in pairs if _is_number(pk) and _is_number(version)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _is_moment(text: str) -> bool:
    """Return whether a text is a page's time in microseconds, up to the year 2286."""
    return _is_number(text) and len(text) <= 16


@dataclass(frozen=True, slots=True)
class Row:
    """An article of a pile, with its buttons (names of transitions with labels), and the notes of its reviews."""

    article: Article
    buttons: list[tuple[str, str]]
    notes: list[ReviewNote] = field(default_factory=list)

    @property
    def spoken(self) -> list[ReviewNote]:
        """Return the notes in which something is said."""
        return [note for note in self.notes if note.text]

    @property
    def was_returned(self) -> bool:
        return was_returned(self.notes)


@dataclass(slots=True)
class ApprovalPile:
    """Articles that wait for one thing; `moves` are the transitions that the user may make with some of them."""

    key: str
    title: str
    explanation: str
    articles: ArticleQuerySet
    moves: list[Transition]
    page: Page | None = None
    rows: list[Row] = field(default_factory=list)
    imports: list[PendingImport] = field(default_factory=list)
    earlier: str = ""
    later: str = ""

    @property
    def count(self) -> int:
        return self.page.paginator.count + sum(each.articles for each in self.imports)


def piles_of(user, publication: Publication | None) -> list[ApprovalPile]:
    """Return the piles that a user sees: returned to them, their drafts, in review, scheduled."""
    seen = _unpublished(user)
    if publication is not None:
        seen = seen.of(publication)
    mine = seen.drafts().filter(created_by=user.pk)
    edits, publishes = user.has_perm(EDIT_ANY), user.has_perm(PUBLISH)
    for_review = [move for move in (PUBLISH_TRANSITION, SCHEDULE, RETURN, TAKE_BACK) if _may_ever(user, move)]
    if edits:
        for_review = [move for move in for_review if move is not TAKE_BACK]
    waits_for = "you" if publishes else "a publisher" if edits else "an editor"
    return [
        ApprovalPile("returned", "Returned to you", "Change what the note asks for, then send it to review again.",
             mine.exclude(note="").order_by("status_since", "pk"), [SEND]),
        ApprovalPile("drafts", "Your drafts", "Readers do not see them.",
             mine.filter(note="").order_by("-changed", "pk"), [SEND]),
        ApprovalPile("review", f"In review, waiting for {waits_for}", "The longest waiting first.",
             seen.in_review().order_by("status_since", "pk"), for_review),
        ApprovalPile("scheduled", "Scheduled", "They appear by themselves when it is time.",
             seen.scheduled().order_by("publish_at", "pk"),
             [PUBLISH_NOW, UNSCHEDULE] if publishes else []),
    ]  # fmt: skip


def _unpublished(user) -> ArticleQuerySet:
    """Return the unpublished articles that this user sees: editors all, others their own."""
    return Article.objects.all() if user.has_perm(EDIT_ANY) else Article.objects.filter(created_by=user.pk)


def gather_imports(pile: ApprovalPile) -> None:
    """Group the articles of large imports into one line each: hundreds would hide a single new article."""
    pile.imports = pending_imports(pile.articles)
    pile.articles = brought_by_none(pile.articles, pile.imports)


def turn_to(pile: ApprovalPile, request) -> None:
    """Load the requested page of a pile: two queries."""
    shown = pile.articles.select_related("issue__publication", "created_by", "status_by").only(*SHOWN)
    pile.page = page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get(pile.key))
    direct = [move for move in pile.moves if not move.needs_note and not move.needs_moment]
    for article in page.object_list:
        buttons = [
            (move.name, label_of(move, article)) for move in direct if not reason_denied(move, request.user, article)
        ]
        pile.rows.append(Row(article, buttons))
    if page.has_previous():
        pile.earlier = _query_with(request, pile.key, page.previous_page_number())
    if page.has_next():
        pile.later = _query_with(request, pile.key, page.next_page_number())


def _add_conversations(piles: list[ApprovalPile]) -> None:
    """Add the notes of their reviews to all rows shown; one query."""
    rows = [row for pile in piles for row in pile.rows]
    notes = conversations(row.article.pk for row in rows)
    for row in rows:
        row.notes.extend(notes[row.article.pk])


def _query_with(request, key: str, number: int) -> str:
    query = request.GET.copy()
    query[key] = str(number)
    return f"?{query.urlencode()}#{key}"


def _may_ever(user, move: Transition) -> bool:
    """Return whether a user may make this transition at least with their own articles."""
    return is_allowed(move.who, user, Article(created_by_id=user.pk))


@dataclass(frozen=True, slots=True)
class PendingCount:
    """Numbers of waiting articles, for the admin's first page."""

    review: int
    scheduled: int
    returned: int


def pending_count(user) -> PendingCount:
    """Return how many articles are in review, scheduled, and returned to a user; three indexed counts."""
    seen = _unpublished(user).order_by()
    returned = seen.drafts().filter(created_by=user.pk).exclude(note="")
    return PendingCount(seen.in_review().count(), seen.scheduled().count(), returned.count())


class ApprovalQueue(admin.ModelAdmin):
    """Mixin of the article admin with the sign-off page."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.sign_off_view)
        return [path("sign-off/", view, name="archive_article_signoff"), *super().get_urls()]

    def sign_off_view(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied
        publication = self._publication(request)
        seen = timezone.now()
        if request.method == "POST":
            return self._answer(request, publication) or HttpResponseRedirect(request.get_full_path())
        batch = self._batch(request)
        piles = piles_of(request.user, publication)
        if batch is not None:
            piles = [pile for pile in piles if pile.key == "review"]
        for pile in piles:
            if batch is not None:
                pile.articles = brought_by(pile.articles, batch.pk)
            elif pile.key == "review" and request.user.has_perm(EDIT_ANY):
                gather_imports(pile)
            turn_to(pile, request)
        _add_conversations(piles)
        context = {
            **self.admin_site.each_context(request),
            "title": "Sign-off",
            "opts": self.opts,
            "piles": piles,
            "publications": Publication.objects.order_by("title").only("title", "slug"),
            "publication": publication,
            "batch": batch,
            "seen": int(seen.timestamp() * 1_000_000),
            "can_edit_all": request.user.has_perm(EDIT_ANY),
            "list_url": reverse("admin:archive_article_changelist"),
        }
        return TemplateResponse(request, "admin/archive/signoff.html", context)

    @staticmethod
    def _publication(request) -> Publication | None:
        return Publication.objects.filter(slug=request.GET.get("publication", "")[:100]).first()

    @staticmethod
    def _batch(request) -> ImportBatch | None:
        """Return the import whose articles are listed one by one, for users who see them all."""
        number = request.GET.get("import", "") if request.user.has_perm(EDIT_ANY) else ""
        return ImportBatch.objects.filter(pk=number).only("name").first() if _is_number(number) else None

    def _answer(self, request, publication: Publication | None):
        if _is_number(number := request.POST.get("import", "")):
            return self._publish_import(request, int(number), publication)
        return self._carry_out(request)

    def _publish_import(self, request, number: int, publication: Publication | None):
        """Publish the waiting articles of an import, many by a task; articles changed since they were shown are
        skipped.
        """
        if not request.user.has_perm(PUBLISH):
            raise Denied(f"Articles are {PUBLISH_TRANSITION.done} by {PUBLISH_TRANSITION.who.named} only.", PUBLISHERS)
        waiting = Article.objects.in_review()
        waiting = brought_by(waiting if publication is None else waiting.of(publication), number)
        seen = request.POST.get("seen", "")
        moment = datetime.datetime.fromtimestamp(int(seen) / 1_000_000, tz=datetime.UTC) if _is_moment(seen) else None
        as_seen = waiting.filter(changed__lte=moment) if moment else waiting.none()
        if left := waiting.exclude(pk__in=as_seen.order_by().values("pk")).count():
            text = f"{left:,} of import {number} are still waiting: changed since you saw the list. Check them again."
            self.message_user(request, text, messages.WARNING)
        return self._move_selected(request, as_seen, PUBLISH_TRANSITION)

    def _carry_out(self, request):
        """Make the transition of a pile's or row's button, and report it; ask for confirmation for several."""
        name, _, one = request.POST.get("one", "").partition(":")
        versions = versions_of([one] if one else request.POST.getlist("pick"))
        posted = {field: request.POST.get(field, "") for field in ("move", "moment", "note")}
        requested = RequestedTransition(posted | ({"move": name} if name else {}))
        move = TRANSITIONS.get(requested.data["move"])
        wrong = "" if requested.is_valid() else "Nothing was done: the day and time, or the note, cannot be read."
        wrong = wrong or validation_error(move, requested.cleaned_data["note"], requested.cleaned_data["moment"])
        if wrong:
            self.message_user(request, wrong, messages.ERROR)
            return None
        note, moment = requested.cleaned_data["note"], requested.cleaned_data["moment"]
        chosen = _unpublished(request.user).filter(pk__in=versions)
        if len(versions) > 1:
            parameters = {"note": note, "moment": moment.isoformat() if moment else "", "versions": versions}
            ids = list(chosen.order_by("pk").values_list("pk", flat=True))
            return ask(request, move.name, ids, parameters, then=request.get_full_path())
        outcome = apply_transition(move, chosen, by=request.user, note=note, moment=moment, versions=versions)
        for line, level in outcome_messages(outcome, move):
            self.message_user(request, line, level)
        return None
