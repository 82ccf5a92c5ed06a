"""Who may move an article from where to where: one table of moves, below every page that offers or makes one.

    draft ⇄ in review → scheduled → published → withdrawn → published, or a draft again

"Scheduled" is no status of its own: it is published with a moment to come, and the clock does the rest.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive.models.article import Article, ArticleQuerySet
from archive.models.event import EventKind, record
from archive.models.occasion import occasion
from archive.models.publishing import Status
from archive.models.rights import CONTRIBUTORS, EDIT_EVERY, EDITORS, PUBLISH, PUBLISHERS

CHANGE, DELETE = "archive.change_article", "archive.delete_article"
ROWS_AT_ONCE = 500
NAMES_TOLD = 5
LONGEST_NOTE = Article._meta.get_field("note").max_length


class Stage(StrEnum):
    """Where an article stands, the clock asked; each is what can be said of it: "it is in review"."""

    DRAFT = "a draft"
    IN_REVIEW = "in review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Who(Enum):
    """Who may make a move: its maker alone, its maker and every editor, editors, publishers. Each with its group."""

    MAKER = ("who made the article", CONTRIBUTORS)
    AUTHOR = ("who made the article, and the editors", EDITORS)
    EDITOR = ("the editors", EDITORS)
    PUBLISHER = ("the publishers", PUBLISHERS)

    @property
    def named(self) -> str:
        return self.value[0]

    @property
    def group(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a stage to another: its name in forms, its button, who may, and what it asks for."""

    name: str
    label: str
    done: str
    starts: frozenset[Stage]
    who: Who
    make: Callable[..., int]
    asks_note: bool = False
    asks_moment: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of a move: ids of the articles that it moved, and titles of those that it did not, by reason."""

    moved: list[int] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)


def _starting(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


SEND = Move(
    "send", "Send to review", "sent to review", _starting(Stage.DRAFT), Who.AUTHOR,
    lambda articles, by, note, moment: articles.send_to_review(by=by),
)  # fmt: skip
TAKE_BACK = Move(
    "take-back", "Take back", "taken back", _starting(Stage.IN_REVIEW), Who.MAKER,
    lambda articles, by, note, moment: articles.return_to_draft(by=by),
)  # fmt: skip
RETURN = Move(
    "return", "Return to author", "returned to the author", _starting(Stage.IN_REVIEW), Who.EDITOR,
    lambda articles, by, note, moment: articles.return_to_draft(by=by, note=note), asks_note=True,
)  # fmt: skip
PUBLISH_MOVE = Move(
    "publish", "Publish now", "published", _starting(Stage.DRAFT, Stage.IN_REVIEW, Stage.WITHDRAWN), Who.PUBLISHER,
    lambda articles, by, note, moment: articles.publish(by=by),
)  # fmt: skip
PUBLISH_AT_ONCE = Move(
    "publish-at-once", "Publish now", "published", _starting(Stage.SCHEDULED), Who.PUBLISHER,
    lambda articles, by, note, moment: articles.publish_now(by=by),
)  # fmt: skip
SCHEDULE = Move(
    "schedule", "Schedule", "scheduled",
    _starting(Stage.DRAFT, Stage.IN_REVIEW, Stage.SCHEDULED, Stage.WITHDRAWN), Who.PUBLISHER,
    lambda articles, by, note, moment: articles.schedule(moment, by=by), asks_moment=True,
)  # fmt: skip
UNSCHEDULE = Move(
    "unschedule", "Take off the schedule", "taken off the schedule", _starting(Stage.SCHEDULED), Who.PUBLISHER,
    lambda articles, by, note, moment: articles.send_to_review(by=by),
)  # fmt: skip
WITHDRAW = Move(
    "withdraw", "Withdraw", "withdrawn", _starting(Stage.PUBLISHED), Who.PUBLISHER,
    lambda articles, by, note, moment: articles.withdraw(by=by),
)  # fmt: skip
REOPEN = Move(
    "reopen", "Make a draft of it", "made a draft again", _starting(Stage.WITHDRAWN), Who.EDITOR,
    lambda articles, by, note, moment: articles.return_to_draft(by=by),
)  # fmt: skip

MOVES = {
    move.name: move
    for move in (SEND, TAKE_BACK, RETURN, PUBLISH_MOVE, PUBLISH_AT_ONCE, SCHEDULE, UNSCHEDULE, WITHDRAW, REOPEN)
}  # fmt: skip


def stage_of(article: Article, now: datetime.datetime | None = None) -> Stage:
    """Where an article stands at `now` (aware; the present moment without it)."""
    if article.status != Status.PUBLISHED:
        return {Status.DRAFT: Stage.DRAFT, Status.IN_REVIEW: Stage.IN_REVIEW}.get(article.status, Stage.WITHDRAWN)
    return Stage.PUBLISHED if article.is_published(now or timezone.now()) else Stage.SCHEDULED


def visible_to(user, prefix: str = "") -> Q:
    """The articles that a person sees on the desk, as a condition: editors all, others their own and the published.

    Asked as "not what is withheld of others": SQLite would take "own or published" for a reason to collect and sort
    all that is published, a second's work among 100,000 articles.
    """
    if user.has_perm(EDIT_EVERY):
        return Q()
    hidden = Article.objects.withheld().exclude(created_by=user.pk).order_by()
    return ~Q(**{f"{prefix}pk__in": hidden.values("pk")})


def refusal_to_edit(user, article: Article) -> str:
    """Why a person may not change the article's text; "" where they may."""
    if not user.has_perm(CHANGE):
        return "You may read articles here, not change them."
    if user.has_perm(EDIT_EVERY):
        return ""
    if not made_by(user, article):
        return f"Others wrote it. It is changed by {Who.AUTHOR.named}."
    if (stage := stage_of(article)) is Stage.DRAFT:
        return ""
    if stage is Stage.IN_REVIEW:
        return "It is in review, and changed by the editors now. Take it back to go on writing."
    return f"It is {stage}, and changed by the editors now."


def refusal_to_delete(user, article: Article) -> str:
    """Why a person may not delete the article; "" where they may. What was published is its publishers' to delete."""
    if not user.has_perm(DELETE):
        return f"Articles are deleted by {Who.EDITOR.named}."
    stage = stage_of(article)
    if stage in (Stage.DRAFT, Stage.IN_REVIEW) or user.has_perm(PUBLISH):
        return ""
    return f"It is {stage}, and deleted by {Who.PUBLISHER.named} only."


def refusal(move: Move, user, article: Article, now: datetime.datetime | None = None) -> str:
    """Why a person may not make this move with this article now; "" where they may."""
    stage = stage_of(article, now)
    if stage not in move.starts:
        return f"It cannot be {move.done}: it is {stage}{' already' if stage == move.done else ''}."
    if not is_allowed(move.who, user, article):
        return f"It is {move.done} by {move.who.named} only."
    return ""


def is_allowed(who: Who, user, article: Article) -> bool:
    """Whether a person is one of those who may, for this article."""
    if not user.has_perm(CHANGE):
        return False
    if who is Who.PUBLISHER:
        return user.has_perm(PUBLISH)
    if who is not Who.MAKER and user.has_perm(EDIT_EVERY):
        return True
    return who is not Who.EDITOR and made_by(user, article)


def made_by(user, article: Article) -> bool:
    return article.created_by_id is not None and article.created_by_id == user.pk


def moves_open_to(user, article: Article, now: datetime.datetime | None = None) -> list[Move]:
    """The moves that a person may make with an article now, in the order of the table."""
    now = now or timezone.now()
    return [move for move in MOVES.values() if not refusal(move, user, article, now)]


def label_of(move: Move, article: Article, now: datetime.datetime | None = None) -> str:
    """What the button says: publishing what is bound for a later moment schedules it."""
    if move is PUBLISH_MOVE and article.publish_at and article.publish_at > (now or timezone.now()):
        return SCHEDULE.label
    if move is PUBLISH_MOVE and article.status == Status.WITHDRAWN:
        return "Publish again"
    return move.label


def lacking(move: Move, note: str, moment: datetime.datetime | None) -> str:
    """What a move asks for and was not given, as a sentence; "" where nothing lacks."""
    if move.asks_note and not note.strip():
        return "Say in the note what the author should change."
    if len(note) > LONGEST_NOTE:
        return f"The note is too long: {LONGEST_NOTE:,} characters at most."
    if move.asks_moment and (moment is None or moment <= timezone.now()):
        return "Choose a day and time that are still to come."
    return ""


@transaction.atomic
def make(
    move: Move,
    articles: ArticleQuerySet,
    *,
    by,
    note: str = "",
    moment: datetime.datetime | None = None,
    versions: dict[int, int] | None = None,
    detail: dict[str, object] | None = None,
) -> Outcome:
    """Make a move with articles, for a person; those with which they may not are left as they are, and told.

    `versions`, when given, are those which the person saw, by id: what was changed since is left too. What the move
    asks for (`lacking`) is the caller's to see to. The whole is recorded as one event, with `detail` besides.
    """
    outcome = Outcome()
    now = timezone.now()
    rows = articles.order_by().select_for_update(of=("self",))
    for article in rows.only("title", "status", "publish_at", "created_by", "version"):
        reason = refusal(move, by, article, now)
        if not reason and versions is not None and versions.get(article.pk) != article.version:
            reason = "It was changed since you saw it. Look at it again."
        if reason:
            outcome.refused.setdefault(reason, []).append(article.title)
        else:
            outcome.moved.append(article.pk)
    with occasion(by=by):
        for start in range(0, len(outcome.moved), ROWS_AT_ONCE):
            these = Article.objects.filter(pk__in=outcome.moved[start : start + ROWS_AT_ONCE])
            move.make(these, by=by, note=note.strip(), moment=moment)
    _record(move, outcome, by, detail or {})
    return outcome


def _record(move: Move, outcome: Outcome, by, more: dict[str, object]) -> None:
    """Put into the record what readers can see or see no more; what waits within the house is in its history."""
    if not outcome.moved or move not in (PUBLISH_MOVE, PUBLISH_AT_ONCE, SCHEDULE, WITHDRAW):
        return
    moved = Article.objects.filter(pk__in=outcome.moved[:ROWS_AT_ONCE])
    kind = EventKind.WITHDRAW if move is WITHDRAW else EventKind.PUBLISH
    if move is SCHEDULE or (move is PUBLISH_MOVE and len(outcome.moved) == 1 and moved.scheduled().exists()):
        kind = EventKind.SCHEDULE
    single = moved.first() if len(outcome.moved) == 1 else None
    detail = ({} if single else {"articles": outcome.moved}) | more
    record(kind, actor=by, of=single or f"{len(outcome.moved):,} articles", detail=detail)


def whom_to_ask(group: str) -> list[str]:
    """Names of people in a group who can sign in, a few at most; of those above it where it has none."""
    for name in (group, EDITORS, PUBLISHERS):
        members = get_user_model().objects.filter(groups__name=name, is_active=True, is_staff=True)
        if found := [user.get_full_name() or user.get_username() for user in members.order_by("pk")[:NAMES_TOLD]]:
            return found
    return []
