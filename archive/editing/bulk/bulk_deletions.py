"""Decisions that delete authors, topics, sources, issues, publications, warnings and citations; and their undo.

Each row is recorded with its dependent rows, so that undo recreates it under its own id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction

from archive.editing.bulk.bulk_outcome import BulkOutcome
from archive.editing.change_set import change_set
from archive.editing.merges.merge_undo import recreate_row
from archive.editing.merges.merging import chunks, stored_fields
from archive.models import (
    Article,
    Author,
    BulkRecord,
    BulkTask,
    Citation,
    DismissedWarning,
    Issue,
    Publication,
    Source,
    SourceName,
    Topic,
)
from archive.models.catalogue.citation import DECIDED

Hanging = dict[str, Any]


def _of_topic(topic: Topic) -> Hanging:
    return {"articles": list(topic.articles.order_by("pk").values_list("pk", flat=True))}


def _back_to_topic(topic: Topic, hanging: Hanging) -> None:
    topic.articles.add(*_articles_there(hanging["articles"]))


def _of_source(source: Source) -> Hanging:
    cited = source.citations.order_by("pk").values_list("pk", flat=True)
    return {"citations": list(cited), "names": list(source.other_names.values_list("name", flat=True))}


def _back_to_source(source: Source, hanging: Hanging) -> None:
    for name in hanging["names"]:
        if not SourceName.objects.filter(key=SourceName.key_of(name)).exists():
            SourceName.objects.create(source=source, name=name)
    for ids in chunks(hanging["citations"]):
        Citation.objects.filter(pk__in=ids, source=None).update(source=source)


def _of_publication(publication: Publication) -> Hanging:
    return {"succeeding": list(publication.succeeding.values_list("pk", flat=True))}


def _back_to_publication(publication: Publication, hanging: Hanging) -> None:
    for later in Publication.objects.filter(pk__in=hanging["succeeding"], preceding=None):
        later.preceding = publication
        later.save()


def _nothing_of(row: models.Model) -> Hanging:
    return {}


def _nothing_back(row: models.Model, hanging: Hanging) -> None:
    """Restore nothing: such a row has no dependent rows."""


# By model: the dependent rows of a row, and the function that restores them on the recreated row.
HANGING: dict[type[models.Model], tuple[Callable[..., Hanging], Callable[[Any, Hanging], None]]] = {
    Author: (_nothing_of, _nothing_back),
    Topic: (_of_topic, _back_to_topic),
    Source: (_of_source, _back_to_source),
    Issue: (_nothing_of, _nothing_back),
    Publication: (_of_publication, _back_to_publication),
    DismissedWarning: (_nothing_of, _nothing_back),
    Citation: (_nothing_of, _nothing_back),
}
KINDS = {f"deleted {model._meta.model_name}": model for model in HANGING}


def _articles_there(ids: Sequence[int]) -> set[int]:
    return {pk for some in chunks(ids) for pk in Article.objects.filter(pk__in=some).values_list("pk", flat=True)}


def delete_rows(model: type[models.Model]) -> Callable[[BulkTask, Sequence[int]], BulkOutcome]:
    """Return a step that deletes rows of a model; rows that are still referenced (an issue with articles) are
    skipped.
    """

    def step(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
        done = BulkOutcome()
        capture = HANGING[model][0]
        with change_set("Deleted with others" if len(ids) > 1 else "", by=task.by):
            for row in model._default_manager.filter(pk__in=ids).order_by("pk"):
                if reason := _refusal(row):
                    done.left.append((str(row)[:200], reason))
                    continue
                before = {"fields": stored_fields(row), "hanging": capture(row), "title": str(row)[:200]}
                done.note(f"deleted {model._meta.model_name}", row.pk, before)
                row.delete()
        done.changed = len(done.records)
        return done

    return step


def _refusal(row: models.Model) -> str:
    if isinstance(row, Issue) and row.articles.exists():
        return "Some of its articles were not deleted, so that the issue stays."
    if isinstance(row, Citation) and row.status not in DECIDED:
        return "It was read in the text, and would be read again. Reject it instead."
    if isinstance(row, Author) and row.authorships.exists():
        return "It signs articles. Merge it into another author, or take it from their by-lines first."
    if isinstance(row, Publication) and row.issues.exists():
        return "It has issues. Delete or move them first."
    return ""


def undo_row_deletions(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Recreate deleted rows with their dependent rows; skip those whose name or id another row has by now."""
    done = BulkOutcome()
    with change_set(f"Undone: {task.undoes}", by=task.by):
        for one in records:
            if reason := _refusal_to_make_again(one):
                done.left.append((one.before["title"], reason))
                continue
            try:
                with transaction.atomic():
                    _make_again(one)
            except IntegrityError:
                done.left.append((one.before["title"], "Another row has its name, number or place by now."))
            else:
                done.changed += 1
    return done


def _refusal_to_make_again(one: BulkRecord) -> str:
    """Return why a row cannot be recreated; "" where it can."""
    model, fields = KINDS[one.kind], one.before["fields"]
    if model._default_manager.filter(pk=one.row_id).exists():
        return "It is there already."
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or fields[field.attname] is None:
            continue
        if not field.related_model._base_manager.filter(pk=fields[field.attname]).exists():
            if not field.null:
                return f"Its {field.verbose_name} is gone."
            fields[field.attname] = None
    if model is Citation and _is_read_again(fields):
        return "It was read from the text again since."
    return ""


def _is_read_again(fields: dict[str, object]) -> bool:
    same = {name: fields[name] for name in ("article_id", "raw", "name", "paragraph", "ordinal")}
    return Citation.objects.filter(**same).exists()


def _make_again(one: BulkRecord) -> None:
    model = KINDS[one.kind]
    row = recreate_row(model, {"id": one.row_id, "fields": one.before["fields"]})
    HANGING[model][1](row, one.before["hanging"])
