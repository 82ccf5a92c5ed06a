"""Publication workflow: who may make which transition of an article; one table for every page that offers or makes one.

    draft ⇄ in review → scheduled → published → withdrawn → published, or a draft again

"Scheduled" is no status of its own: it is published with a moment in the future, and needs no daemon.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.publishing.review_notes import record_notes
from archive.editing.publishing.transitions import (
    PUBLISH_NOW,
    PUBLISH_TRANSITION,
    SCHEDULE,
    TRANSITIONS,
    WITHDRAW,
    Role,
    State,
    Transition,
    state_of,
)
from archive.models.catalogue.article import Article, ArticleQuerySet
from archive.models.common.accounts import Account
from archive.models.common.permissions import EDIT_ANY, EDITORS, PUBLISH, PUBLISHERS
from archive.models.records.audit_event import EventKind, record

CHANGE, DELETE = "archive.change_article", "archive.delete_article"
ROWS_AT_ONCE = 500
MAX_NAMES_REPORTED = 5


@dataclass(slots=True)
class Outcome:
    """Outcome of a transition: ids of the articles that changed, and titles of those that did not, by reason."""

    moved: list[int] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)


def visible_to(user: Account, prefix: str = "") -> Q:
    """Return the condition for articles that a person sees in the admin: editors all, others their own and the
    published.

    Written as "not those withheld of others": given "own or published", SQLite would collect and sort all that is
    published, a second's work among 100,000 articles.
    """
    if user.has_perm(EDIT_ANY):
        return Q()
    hidden = Article.objects.not_public().exclude(created_by=user.pk).order_by()
    return ~Q(**{f"{prefix}pk__in": hidden.values("pk")})


def title_for(user: Account, article: Article, now: datetime.datetime | None = None) -> str:
    """Return an article's name in messages to a person: its title, or its number where they may not see it."""
    if sees_drafts_of(user, article) or article.is_published(now or timezone.now()):
        return article.title
    return f"article {article.pk}"


def sees_drafts_of(user: Account, article: Article) -> bool:
    """Return whether a person may see an article's non-public content: its drafts, its imported text, removed passages.

    Older versions are checked one by one, by `archive.models.records.versions.ArticleVersionQuerySet.visible_to`.
    """
    return user.has_perm(EDIT_ANY) or made_by(user, article)


def reason_edit_denied(user: Account, article: Article) -> str:
    """Return why a person may not change the article's text; "" where they may."""
    if not user.has_perm(CHANGE):
        return "You may read articles here, not change them."
    if user.has_perm(EDIT_ANY):
        return ""
    if not made_by(user, article):
        return f"Others wrote it. It is changed by {Role.AUTHOR.named}."
    if (stage := state_of(article)) is State.DRAFT:
        return ""
    if stage is State.IN_REVIEW:
        return "It is in review, and changed by the editors now. Take it back to go on writing."
    return f"It is {stage}, and changed by the editors now."


def reason_delete_denied(user: Account, article: Article) -> str:
    """Return why a person may not delete the article; "" where they may. Published articles need the right to
    publish.
    """
    if not user.has_perm(DELETE):
        return f"Articles are deleted by {Role.EDITOR.named}."
    stage = state_of(article)
    if stage in (State.DRAFT, State.IN_REVIEW) or user.has_perm(PUBLISH):
        return ""
    return f"It is {stage}, and deleted by {Role.PUBLISHER.named} only."


def reason_denied(move: Transition, user: Account, article: Article, now: datetime.datetime | None = None) -> str:
    """Return why a person may not make this transition with this article now; "" where they may."""
    stage = state_of(article, now)
    if stage not in move.starts:
        return f"It cannot be {move.done}: it is {stage}{' already' if stage == move.done else ''}."
    if not is_allowed(move.who, user, article):
        return f"It is {move.done} by {move.who.named} only."
    return ""


def is_allowed(who: Role, user: Account, article: Article) -> bool:
    """Return whether a person has the role for this article."""
    if not user.has_perm(CHANGE):
        return False
    if who is Role.PUBLISHER:
        return bool(user.has_perm(PUBLISH))
    if who is not Role.MAKER and user.has_perm(EDIT_ANY):
        return True
    return who is not Role.EDITOR and made_by(user, article)


def made_by(user: Account, article: Article) -> bool:
    return article.created_by_id is not None and article.created_by_id == user.pk


def transitions_open_to(user: Account, article: Article, now: datetime.datetime | None = None) -> list[Transition]:
    """Return the transitions that a person may make with an article now, in the order of the table."""
    now = now or timezone.now()
    return [move for move in TRANSITIONS.values() if not reason_denied(move, user, article, now)]


@transaction.atomic
def apply_transition(
    move: Transition,
    articles: ArticleQuerySet[Article],
    *,
    by: User | None,
    note: str = "",
    moment: datetime.datetime | None = None,
    versions: dict[int, int] | None = None,
    detail: dict[str, object] | None = None,
) -> Outcome:
    """Make a transition with articles, for a person; articles that they may not move are skipped and reported.

    `versions`, when given, are those that the person saw, by id: articles changed since are skipped too. The caller
    checks the required input (`validation_error`). The note stays with the article (`review_notes`). The whole is
    recorded as one event, with `detail`.
    """
    outcome = Outcome()
    left: dict[int, int] = {}
    now = timezone.now()
    rows = articles.order_by().select_for_update(of=("self",))
    for article in rows.only("title", "status", "publish_at", "created_by", "version"):
        reason = reason_denied(move, by or AnonymousUser(), article, now)
        if not reason and versions is not None and versions.get(article.pk) != article.version:
            reason = "It was changed since you saw it. Look at it again."
        if reason:
            outcome.refused.setdefault(reason, []).append(title_for(by or AnonymousUser(), article, now))
        else:
            outcome.moved.append(article.pk)
            left[article.pk] = article.version + 1
    with change_set(by=by):
        for start in range(0, len(outcome.moved), ROWS_AT_ONCE):
            these = Article.objects.filter(pk__in=outcome.moved[start : start + ROWS_AT_ONCE])
            move.apply(these, by=by, note=note.strip(), moment=moment)
        record_notes(move.name, left, by=by, text=note.strip())
    _record(move, outcome, by, detail or {})
    return outcome


def _record(move: Transition, outcome: Outcome, by: User | None, more: dict[str, object]) -> None:
    """Record as an event what readers can now see, or no longer see; other transitions are in the article's history."""
    if not outcome.moved or move not in (PUBLISH_TRANSITION, PUBLISH_NOW, SCHEDULE, WITHDRAW):
        return
    moved = Article.objects.filter(pk__in=outcome.moved[:ROWS_AT_ONCE])
    kind = EventKind.WITHDRAW if move is WITHDRAW else EventKind.PUBLISH
    if move is SCHEDULE or (move is PUBLISH_TRANSITION and len(outcome.moved) == 1 and moved.scheduled().exists()):
        kind = EventKind.SCHEDULE
    single = moved.first() if len(outcome.moved) == 1 else None
    detail = ({} if single else {"articles": outcome.moved}) | more
    record(kind, actor=by, of=single or f"{len(outcome.moved):,} articles", detail=detail)


def contacts_for(group: str) -> list[str]:
    """Return names of people in a group who can sign in, a few at most; of the groups above where it has none."""
    for name in (group, EDITORS, PUBLISHERS):
        members = get_user_model().objects.filter(groups__name=name, is_active=True, is_staff=True)
        if found := [
            user.get_full_name() or user.get_username() for user in members.order_by("pk")[:MAX_NAMES_REPORTED]
        ]:
            return found
    return []
