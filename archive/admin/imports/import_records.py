"""Records of an import for its page: by kind, paginated, with the planned or actual outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from archive.admin.common.diff_view import Differences, field_differences, text_differences
from archive.imports.batches.corrections import may_correct
from archive.imports.batches.import_preview import changed_fields
from archive.models import ImportBatch, ImportRecord, ImportState, ImportTask, UndoResult

PER_PAGE = 50
Action = ImportRecord.Action
TAKEABLE = (Action.CREATE, Action.UPDATE)
LABELS = {
    "create": ("to be created", "created"),
    "update": ("to be updated", "updated"),
    "refuse": ("refused", "refused"),
    "unchanged": ("unchanged", "unchanged"),
    "skip": ("skipped", "skipped"),
    "read": ("remarks on whole files", "remarks on whole files"),
}
# Outcomes of undoing, beside the outcomes of the import.
UNDONE = {
    UndoResult.RESTORED.value: "put back as they were",
    UndoResult.WITHDRAWN.value: "withdrawn",
    UndoResult.GONE.value: "gone before it was undone",
    UndoResult.SKIPPED.value: "left when it was undone",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record with its number, as a filter above the list."""

    name: str
    label: str
    count: int
    chosen: int = 0
    takeable: bool = False


def is_open(batch: ImportBatch) -> bool:
    """Return whether this user may still select records."""
    return batch.state == ImportState.PREVIEWED


@dataclass(frozen=True, slots=True)
class ToUndo:
    """The number of articles that undoing an import deletes, and of those that it restores."""

    created: int
    updated: int

    @property
    def number(self) -> int:
        return self.created + self.updated


def to_undo(batch: ImportBatch) -> ToUndo:
    """Count the articles that undoing an import affects, in one query."""
    rows = batch.records.to_undo().order_by().values_list("action").annotate(rows=Count("pk"))
    counts = dict(rows)
    return ToUndo(counts.get(Action.CREATE, 0), counts.get(Action.UPDATE, 0))


def kinds_of(batch: ImportBatch) -> list[Kind]:
    """Return the kinds of records of an import, in one query, and the outcomes of undoing in another."""
    counts: dict[str, list[int]] = {}
    for row in batch.records.order_by().values("action", "chosen").annotate(rows=Count("pk")):
        both = counts.setdefault(row["action"], [0, 0])
        both[0] += row["rows"]
        both[1] += row["rows"] if row["chosen"] else 0
    tense = 0 if is_open(batch) else 1
    kinds = [
        Kind(name, LABELS[name][tense], *counts[name], takeable=name in TAKEABLE)
        for name in LABELS
        if counts.get(name, [0])[0]
    ]
    if batch.task == ImportTask.UNDO:
        rows = batch.records.order_by().exclude(undo_result="").values_list("undo_result").annotate(rows=Count("pk"))
        undone = dict(rows)
        kinds += [Kind(name, label, undone[name]) for name, label in UNDONE.items() if name in undone]
    return kinds


def records_page(batch: ImportBatch, kind: str, number: str | int) -> Page:
    """Return a page of the records of a kind ("" for all), without texts."""
    rows: QuerySet = batch.records.defer("before", "received_before", "facts")
    if kind in UNDONE:
        rows = rows.filter(undo_result=kind)
    elif kind:
        rows = rows.filter(action=kind)
    page = Paginator(rows.order_by("sequence"), PER_PAGE).get_page(number)
    for record in page.object_list:
        record.became = what_became(record, batch)
        record.may_correct = may_correct(batch, record)
        record.changed = changed_fields(record.changes)
    return page


def what_became(record: ImportRecord, batch: ImportBatch) -> str:
    """Return the planned or actual outcome of a record in words: "to be created", "created, withdrawn", "not taken"."""
    if record.action not in TAKEABLE:
        return "about the file" if record.action == Action.READ else record.get_action_display()
    words = {Action.CREATE: ("to be created", "created"), Action.UPDATE: ("to be updated", "updated")}
    if record.applied:
        done = words[Action(record.action)][1]
        return f"{done}; {record.get_undo_result_display()}" if record.undo_result else done
    return words[Action(record.action)][0] if batch.task != ImportTask.UNDO and record.chosen else "not taken"


def requested_kind(text: str) -> str:
    """Return the requested kind if it exists, else "" for all."""
    return text if text in LABELS or text in UNDONE else ""


def choose(batch: ImportBatch, shown: list[int], taken: list[int]) -> None:
    """Select the given records of a page; records of other pages keep their selection."""
    rows = batch.records.filter(pk__in=shown, action__in=TAKEABLE, applied=False)
    rows.filter(pk__in=taken).update(chosen=True)
    rows.exclude(pk__in=taken).update(chosen=False)


def choose_all(batch: ImportBatch, kind: str, *, chosen: bool) -> None:
    """Select all records of a kind, or none of them."""
    if kind in TAKEABLE:
        batch.records.filter(action=kind, applied=False).update(chosen=chosen)


def differences_of(changes: Mapping[str, list]) -> Differences:
    """Return what an update changes, field by field and in the body by paragraph, from the stored preview."""
    values = {}
    for name in changed_fields(changes):
        old, new = changes[name]
        if name != "body":
            values[name] = tuple(", ".join(value) if isinstance(value, list) else str(value) for value in (old, new))
    fields = field_differences(values)
    paragraphs = text_differences(*changes["body"]) if "body" in changes else None
    return Differences(fields, paragraphs)
