"""Differences between two states of a row in words: fields by name and value, text by paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from archive.models import Article
from archive.models.records.versions import compared_columns
from archive.text.comparison.diff import (
    CollapsedRange,
    DiffSpan,
    ParagraphDifference,
    collapsed,
    paragraph_differences,
    word_differences,
)

NAMED = {
    "authors_snapshot": "authors",
    "topics_snapshot": "topics",
    "names_snapshot": "other names",
    "text_digest": "text",
}
EMPTY = "(empty)"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs: its label, and the diff of its value by word."""

    label: str
    runs: list[DiffSpan]


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences; `paragraphs` is None where the texts are equal, or one of them is not known."""

    fields: list[FieldDifference]
    paragraphs: list[ParagraphDifference | CollapsedRange] | None
    text_is_unknown: bool = False

    def __bool__(self) -> bool:
        return bool(self.fields or self.paragraphs or self.text_is_unknown)


def label_of(model: type[models.Model], column: str) -> str:
    """Return a column's label: "issue_id" → "issue", "authors_snapshot" → "authors"."""
    if column in NAMED:
        return NAMED[column]
    return str(model._meta.get_field(column.removesuffix("_id")).verbose_name)


def changed_labels(version: models.Model, before: models.Model) -> list[str]:
    """Return the labels of the fields in which two versions of a model differ; no query."""
    model = version.instance_type
    return [
        label_of(model, column)
        for column in compared_columns(model)
        if getattr(version, column) != getattr(before, column)
    ]


def shown_values(version: models.Model, columns: list[str]) -> dict[str, str]:
    """Return the values of columns as people read them, by column."""
    return {column: _shown(version, column) for column in columns}


def _shown(version: models.Model, column: str) -> str:
    value = getattr(version, column)
    if column in NAMED:
        return ", ".join(item if isinstance(item, str) else item[1] for item in value)
    field = version.instance_type._meta.get_field(column.removesuffix("_id"))
    return shown_value(field, value)


def shown_value(field: models.Field, value: object) -> str:
    """Return a value as people read it: the name of a related row, a moment in the site's zone, yes or no."""
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        row = field.related_model._base_manager.filter(pk=value).first()
        return str(row) if row is not None else f"{field.verbose_name} {value}, which was deleted"
    if isinstance(field, models.BooleanField):
        return "yes" if value else "no"
    if isinstance(field, models.DateTimeField):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def differences(old: models.Model, new: models.Model, *, old_text: str | None, new_text: str | None) -> Differences:
    """Return the differences between two versions of a row, the older first; texts are None for rows without any."""
    model = new.instance_type
    columns = [
        column
        for column in compared_columns(model)
        if column != "text_digest" and getattr(old, column) != getattr(new, column)
    ]
    before, after = shown_values(old, columns), shown_values(new, columns)
    fields = field_differences({label_of(model, column): (before[column], after[column]) for column in columns})
    if model is not Article or old.text_digest == new.text_digest:
        return Differences(fields, None)
    if old_text is None or new_text is None:
        return Differences(fields, None, text_is_unknown=True)
    return Differences(fields, text_differences(old_text, new_text))


def field_differences(values: Mapping[str, tuple[str, str]]) -> list[FieldDifference]:
    """Return the diffs of fields by word: {label: (before, after)}; equal fields are skipped."""
    return [
        FieldDifference(label, word_differences(before or EMPTY, after or EMPTY))
        for label, (before, after) in values.items()
        if before != after
    ]


def text_differences(old_html: str, new_html: str) -> list[ParagraphDifference | CollapsedRange]:
    """Return the diff of a body by paragraph, with unchanged ranges collapsed; nothing where all are equal."""
    shown = collapsed(paragraph_differences(old_html, new_html))
    return [] if all(isinstance(one, CollapsedRange) or one.kind == "same" for one in shown) else shown
