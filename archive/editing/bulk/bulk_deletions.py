"""Decisions that delete authors, topics, sources, issues, publications, findings and citations, and bring them back.

Each row is kept as it was with what hangs on it, so that undoing makes it again under its own number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction

from archive.editing.bulk.bulk_outcome import BulkOutcome
from archive.editing.change_set import change_set
from archive.editing.derived.issue_dates import infer_for_articles
from archive.editing.merges.merge_undo import made_again
from archive.editing.merges.merging import chunks, stored_fields
from archive.editing.references.cross_references import resolve_again, resolve_pending_for
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


def _back_to_issue(issue: Issue, hanging: Hanging) -> None:
    resolve_again(issue)


def _of_publication(publication: Publication) -> Hanging:
    return {"succeeding": list(publication.succeeding.values_list("pk", flat=True))}


def _back_to_publication(publication: Publication, hanging: Hanging) -> None:
    for later in Publication.objects.filter(pk__in=hanging["succeeding"], preceding=None):
        later.preceding = publication
        later.save()
    resolve_pending_for(publication)


def _nothing_of(row: models.Model) -> Hanging:
    return {}


def _back_to_citation(citation: Citation, hanging: Hanging) -> None:
    infer_for_articles([citation.article_id])


def _nothing_back(row: models.Model, hanging: Hanging) -> None:
    """Put nothing back: nothing hangs on such a row."""


# By model: what hangs on a row, and putting it back on the row that was made again.
HANGING: dict[type[models.Model], tuple[Callable[..., Hanging], Callable[[Any, Hanging], None]]] = {
    Author: (_nothing_of, _nothing_back),
    Topic: (_of_topic, _back_to_topic),
    Source: (_of_source, _back_to_source),
    Issue: (_nothing_of, _back_to_issue),
    Publication: (_of_publication, _back_to_publication),
    DismissedWarning: (_nothing_of, _nothing_back),
    Citation: (_nothing_of, _back_to_citation),
}
KINDS = {f"deleted {model._meta.model_name}": model for model in HANGING}


def _articles_there(ids: Sequence[int]) -> set[int]:
    return {pk for some in chunks(ids) for pk in Article.objects.filter(pk__in=some).values_list("pk", flat=True)}


def delete_rows(model: type[models.Model]) -> Callable[[BulkTask, Sequence[int]], BulkOutcome]:
    """A step that deletes rows of a model; what something hangs on still (an issue with articles) is left."""

    def step(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
        done = BulkOutcome()
        capture = HANGING[model][0]
        articles = []
        with change_set("Deleted with others" if len(ids) > 1 else "", by=task.by):
            for row in model._default_manager.filter(pk__in=ids).order_by("pk"):
                if reason := _refusal(row):
                    done.left.append((str(row)[:200], reason))
                    continue
                articles += [row.article_id] if isinstance(row, Citation) else []
                before = {"fields": stored_fields(row), "hanging": capture(row), "title": str(row)[:200]}
                done.note(f"deleted {model._meta.model_name}", row.pk, before)
                row.delete()
        infer_for_articles(articles)
        done.changed = len(done.records)
        return done

    return step


def _refusal(row: models.Model) -> str:
    if isinstance(row, Issue) and row.articles.exists():
        return "Some of its articles were not deleted, so that the issue stays."
    if isinstance(row, Author) and row.authorships.exists():
        return "It signs articles. Merge it into another author, or take it from their by-lines first."
    if isinstance(row, Publication) and row.issues.exists():
        return "It has issues. Delete or move them first."
    return ""


def undo_row_deletions(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Make deleted rows again with what hung on them; where another row has their name or number by now, they stay."""
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
    """Why a row cannot be made again; "" where it can."""
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
    row = made_again(model, {"id": one.row_id, "fields": one.before["fields"]})
    HANGING[model][1](row, one.before["hanging"])
