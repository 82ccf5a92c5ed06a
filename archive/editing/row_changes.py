"""Row changes: notes every change of a column in the table of dependencies, however the row is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from archive.editing.change_set import current_change_set
from archive.editing.dependencies import DEPENDENCIES, Dependency
from archive.editing.derived.recompute import pending_work
from archive.editing.pending_work import PendingWork, is_suspended
from archive.models import Article
from archive.models.common import outbox, recorded_rows

Rows = Mapping[int, models.Model]
BY_MODEL: dict[type[models.Model], list[Dependency]] = {}
for _dependency in DEPENDENCIES:
    BY_MODEL.setdefault(_dependency.model, []).append(_dependency)
COLUMNS = {model: frozenset[str]().union(*(one.columns for one in them)) for model, them in BY_MODEL.items()}
# Of articles only the watched columns are read.
READ = {Article: ("pk", *COLUMNS[Article])}
# Columns of an article from which `save()` computes others of its own.
COMPUTED_FROM = frozenset({"title", "body"})
_BEFORE = "_before_save"

# Outside a change set: pending work until a save has written all that belongs to its row, or a deletion its last row.
_bare: ContextVar[PendingWork | None] = ContextVar("work_outside_change_sets", default=None)


def connect() -> None:
    """Connect every receiver; calling it twice changes nothing."""
    receivers = ((pre_save, _saving), (post_save, _saved), (pre_delete, _deleting), (post_delete, _deleted))
    for model in BY_MODEL:
        for signal, receiver in receivers:
            signal.connect(receiver, sender=model, dispatch_uid=f"dependencies-{receiver.__name__}-{model.__name__}")
    recorded_rows.bulk_created.connect(_bulk_created, dispatch_uid="dependencies-bulk-created")
    recorded_rows.save_ending.connect(_ending, dispatch_uid="dependencies-save-ending")
    outbox.bulk_changing.connect(_bulk_changing, dispatch_uid="dependencies-bulk-before")
    outbox.bulk_changed.connect(_bulk_changed, dispatch_uid="dependencies-bulk-after")


def _stored(model: type[models.Model], pks: Iterable[int]) -> Rows:
    rows = model._base_manager.filter(pk__in=list(pks))
    return {row.pk: row for row in (rows.only(*READ[model]) if model in READ else rows)}


def _watched(model: type[models.Model], update_fields: Collection[str] | None) -> frozenset[str]:
    """Return the columns of a model that are both watched and written."""
    if update_fields is None:
        return COLUMNS[model]
    written = {model._meta.get_field(name).attname for name in update_fields}  # type: ignore[union-attr]
    return COLUMNS[model] & written


def _saving(
    sender: type[models.Model],
    instance: models.Model,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: object,
) -> None:
    instance.__dict__.pop(_BEFORE, None)
    if raw or is_suspended() or instance.pk is None or not _watched(sender, update_fields):
        return
    instance.__dict__[_BEFORE] = _stored(sender, [instance.pk]).get(instance.pk)


def _saved(
    sender: type[models.Model],
    instance: models.Model,
    created: bool,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: object,
) -> None:
    before = instance.__dict__.pop(_BEFORE, None)
    if raw or is_suspended():
        return
    if created:
        note(sender, None, instance)
    elif before is not None:
        note(sender, before, instance, _watched(sender, update_fields))


def _deleting(sender: type[models.Model], instance: models.Model, **kwargs: object) -> None:
    if is_suspended():
        return
    note(sender, instance, None)


def _deleted(sender: type[models.Model], instance: models.Model, origin: Any = None, **kwargs: object) -> None:
    """End a deletion outside a change set with its last row: dependent rows are deleted first."""
    if getattr(origin, "model", type(origin)) is sender:
        _do_bare_work()


def _ending(sender: type[models.Model], row: models.Model, **kwargs: object) -> None:
    _do_bare_work()


def _do_bare_work() -> None:
    if (work := _bare.get()) is not None and current_change_set() is None:
        _bare.set(None)
        with pending_work() as current:
            current.add(work)


def note(
    model: type[models.Model],
    before: models.Model | None,
    after: models.Model | None,
    columns: Collection[str] | None = None,
) -> None:
    """Note the dependencies of a row that was created (no `before`), deleted (no `after`) or changed in some
    columns.
    """
    changed: set[str] = set()
    if before is not None and after is not None:
        watched = COLUMNS[model] if columns is None else columns
        changed = {name for name in watched if _differs(model, name, before, after)}
        if not changed:
            return
    if (change_set := current_change_set()) is not None:
        work = change_set.pending
    else:
        work = _bare.get() or PendingWork()
        _bare.set(work)
    _mark(work, model, before, after, changed)


def _mark(
    work: PendingWork,
    model: type[models.Model],
    before: models.Model | None,
    after: models.Model | None,
    changed: Set[str] = frozenset(),
) -> None:
    for dependency in BY_MODEL[model]:
        if before is None or after is None or not changed.isdisjoint(dependency.columns):
            dependency.mark(work, before, after)


def _differs(model: type[models.Model], name: str, before: models.Model, after: models.Model) -> bool:
    value, field = getattr(after, name), model._meta.get_field(name)
    if not hasattr(value, "resolve_expression"):  # an F() counts as a change
        value = field.to_python(value)  # type: ignore[union-attr]
    return bool(getattr(before, name) != value)


def _bulk_created(sender: type[models.Model], rows: Iterable[models.Model], **kwargs: object) -> None:
    if sender in COLUMNS and not is_suspended():
        with pending_work():  # one for all rows
            for row in rows:
                note(sender, None, row)


def _bulk_changing(
    sender: type[models.Model], rows: Collection[int], fields: frozenset[str], memo: dict[str, Rows], **kwargs: object
) -> None:
    if sender in COLUMNS and not is_suspended() and _watched(sender, fields):
        memo[_BEFORE] = _stored(sender, rows)


def _bulk_changed(
    sender: type[models.Model], rows: Collection[int], fields: frozenset[str], memo: dict[str, Rows], **kwargs: object
) -> None:
    if is_suspended():
        return
    if sender is Article and fields & COMPUTED_FROM:
        with pending_work() as work:
            work.columns.update(rows)
    if _BEFORE not in memo:
        return
    before = memo[_BEFORE]
    with pending_work():  # one for all rows
        after = _stored(sender, before)
        for pk, row in before.items():
            if pk in after:
                note(sender, row, after[pk], _watched(sender, fields))
