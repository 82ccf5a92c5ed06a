"""Transitions of an article from one state to another: who makes them, and what they require."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import cast

from django.utils import timezone

from archive.models.catalogue.article import Article
from archive.models.catalogue.publication_status import Status
from archive.models.common.permissions import CONTRIBUTORS, EDITORS, PUBLISHERS

MAX_NOTE = cast("int", Article._meta.get_field("note").max_length)


class State(StrEnum):
    """State of an article at a moment, worded to follow "it is": "it is in review"."""

    DRAFT = "a draft"
    IN_REVIEW = "in review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Role(Enum):
    """Role that may make a transition: the maker alone, the maker and every editor, editors, publishers. Each with its
    group.
    """

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
class Transition:
    """Transition from one state to another: its name in forms, its button, its role, and its required input."""

    name: str
    label: str
    done: str
    starts: frozenset[State]
    who: Role
    apply: Callable[..., int]
    needs_note: bool = False
    takes_note: bool = False
    needs_moment: bool = False


def _starting(*stages: State) -> frozenset[State]:
    return frozenset(stages)


SEND = Transition(
    "send", "Send to review", "sent to review", _starting(State.DRAFT), Role.AUTHOR,
    lambda articles, by, note, moment: articles.send_to_review(by=by), takes_note=True,
)  # fmt: skip
TAKE_BACK = Transition(
    "take-back", "Take back", "taken back", _starting(State.IN_REVIEW), Role.MAKER,
    lambda articles, by, note, moment: articles.return_to_draft(by=by),
)  # fmt: skip
RETURN = Transition(
    "return", "Return to author", "returned to the author", _starting(State.IN_REVIEW), Role.EDITOR,
    lambda articles, by, note, moment: articles.return_to_draft(by=by, note=note), needs_note=True, takes_note=True,
)  # fmt: skip
PUBLISH_TRANSITION = Transition(
    "publish", "Publish now", "published", _starting(State.DRAFT, State.IN_REVIEW, State.WITHDRAWN), Role.PUBLISHER,
    lambda articles, by, note, moment: articles.publish(by=by),
)  # fmt: skip
PUBLISH_NOW = Transition(
    "publish-at-once", "Publish now", "published", _starting(State.SCHEDULED), Role.PUBLISHER,
    lambda articles, by, note, moment: articles.publish_now(by=by),
)  # fmt: skip
SCHEDULE = Transition(
    "schedule", "Schedule", "scheduled",
    _starting(State.DRAFT, State.IN_REVIEW, State.SCHEDULED, State.WITHDRAWN), Role.PUBLISHER,
    lambda articles, by, note, moment: articles.schedule(moment, by=by), needs_moment=True,
)  # fmt: skip
UNSCHEDULE = Transition(
    "unschedule", "Take off the schedule", "taken off the schedule", _starting(State.SCHEDULED), Role.PUBLISHER,
    lambda articles, by, note, moment: articles.send_to_review(by=by),
)  # fmt: skip
WITHDRAW = Transition(
    "withdraw", "Withdraw", "withdrawn", _starting(State.PUBLISHED), Role.PUBLISHER,
    lambda articles, by, note, moment: articles.withdraw(by=by),
)  # fmt: skip
REOPEN = Transition(
    "reopen", "Make a draft of it", "made a draft again", _starting(State.WITHDRAWN), Role.EDITOR,
    lambda articles, by, note, moment: articles.return_to_draft(by=by),
)  # fmt: skip

TRANSITIONS = {
    move.name: move
    for move in (SEND, TAKE_BACK, RETURN, PUBLISH_TRANSITION, PUBLISH_NOW, SCHEDULE, UNSCHEDULE, WITHDRAW, REOPEN)
}  # fmt: skip


def state_of(article: Article, now: datetime.datetime | None = None) -> State:
    """Return the state of an article at `now` (aware; by default the present)."""
    if article.status != Status.PUBLISHED:
        not_public: dict[str, State] = {Status.DRAFT: State.DRAFT, Status.IN_REVIEW: State.IN_REVIEW}
        return not_public.get(article.status, State.WITHDRAWN)
    return State.PUBLISHED if article.is_published(now or timezone.now()) else State.SCHEDULED


def label_of(move: Transition, article: Article, now: datetime.datetime | None = None) -> str:
    """Return the label of the button: publishing with a moment in the future schedules."""
    if move is PUBLISH_TRANSITION and article.publish_at and article.publish_at > (now or timezone.now()):
        return SCHEDULE.label
    if move is PUBLISH_TRANSITION and article.status == Status.WITHDRAWN:
        return "Publish again"
    return move.label


def validation_error(move: Transition, note: str, moment: datetime.datetime | None) -> str:
    """Return which required input is missing, as a sentence; "" where none is."""
    if move.needs_note and not note.strip():
        return "Say in the note what the author should change."
    if len(note) > MAX_NOTE:
        return f"The note is too long: {MAX_NOTE:,} characters at most."
    if move.needs_moment and (moment is None or moment <= timezone.now()):
        return "Choose a day and time that are still to come."
    return ""
