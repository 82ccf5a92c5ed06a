"""Undoes a merge as a whole: the duplicates are recreated, and get back what moved, unless it changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.merges.merging import MODELS, Mergeable, chunks, field_label
from archive.editing.pending_work import suspended_recomputation
from archive.models.catalogue.article import Article, Authorship
from archive.models.catalogue.author import Author
from archive.models.catalogue.citation import Citation
from archive.models.catalogue.source import Source, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common.outbox import batch_enqueue
from archive.models.common.redirect import SlugRedirect
from archive.models.common.slugs import SlugHistory, free_slug
from archive.models.records.audit_event import EventKind, record
from archive.models.records.merge import Merge


class CannotUndo(ValueError):
    """A merge that cannot be undone now; `str()` says why, and what to do first."""


@dataclass(slots=True)
class Undone:
    """Result of undoing: how many rows moved back, and in sentences what had changed since and was skipped."""

    put_back: int = 0
    left: list[str] = field(default_factory=list)

    def leave(self, count: int, what: str, happened: str) -> None:
        """Note that some were skipped: (2, "citation", "given to another source") → "2 citations given to another
        …".
        """
        if count:
            self.left.append(f"{count} {what}{'s' if count > 1 else ''} {happened} since")


def refusal(merge: Merge) -> str | None:
    """Return why a merge cannot be undone now, in a sentence; None where it can."""
    model = MODELS[merge.kind]
    if merge.undone_at:
        return f"It was undone already, on {merge.undone_at:%-d %B %Y}."
    if not model.objects.filter(pk=merge.target_id).exists():
        now = model.objects.filter(pk=SlugRedirect.target(merge.kind, merge.record["slug"])).first()
        if now is None:
            return f"{merge.target_name} was deleted since."
        return f"{merge.target_name} was itself merged into {now.name} since. Undo that merge first."
    names = [row["fields"]["name"] for row in merge.record["lost"]]
    if model._meta.get_field("name").unique and (taken := model.objects.filter(name__in=names).first()):
        return f"There is another {merge.kind} of the name {taken.name} since. Rename it, or merge it too."
    if model.objects.filter(pk__in=[row["id"] for row in merge.record["lost"]]).exists():
        return "Its rows are there already: the archive was restored from a backup since."
    return None


@transaction.atomic
def undo(merge: Merge, *, by: User | None = None) -> Undone:
    """Undo a merge, in one transaction. Raises CannotUndo, with the reason, before anything is changed.

    What was changed since is skipped and reported: a citation that an editor gave to another source, a removed name, a
    field with a newer value.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if reason := refusal(merge):
        raise CannotUndo(reason)
    target = MODELS[merge.kind].objects.select_for_update().get(pk=merge.target_id)
    undone = Undone()
    with change_set(f"Merge undone: {', '.join(merge.duplicate_names)}", by=by):
        _split_rows(target, merge, undone)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.undo_summary = {"put back": undone.put_back, "left": undone.left}
    merge.save()
    record(
        EventKind.UNDO_MERGE, actor=by, of=target, detail={"apart again": merge.duplicate_names, **merge.undo_summary}
    )
    return undone


def _split_rows(target: Mergeable, merge: Merge, undone: Undone) -> None:
    with batch_enqueue():  # articles of the target are found by fewer names now
        _give_back_fields(target, merge, undone)
        for noted in reversed(merge.record["lost"]):
            row = recreate_row(type(target), noted)
            PUT_BACK[type(target)](target, row, noted, undone)
            _give_back_addresses(target, row, noted)
        target.save()


def _give_back_fields(target: Mergeable, merge: Merge, undone: Undone) -> None:
    for name, value in merge.record["set"].items():
        if getattr(target, name) == value:
            setattr(target, name, merge.record["before"][name])
        else:
            label = field_label(target, name)
            undone.left.append(f"{target.name} has another {label} since, which stays")
    if isinstance(target, Author):
        added = set(merge.record["spellings"])
        undone.leave(len(added - set(target.other_names)), "spelling", "taken away")
        target.other_names = [name for name in target.other_names if name not in added]


def recreate_row(model: type[models.Model], noted: dict[str, Any]) -> models.Model:
    """Recreate a row with its old id from `stored_fields`; under another slug where another row has its own by now."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    values = {name: columns[name].to_python(value) for name, value in noted["fields"].items() if name in columns}
    row: Any = model(pk=noted["id"], **values)
    if issubclass(model, SlugHistory) and "slug" in columns:
        row.slug = free_slug(row.slug, model._default_manager.all())
    row.save(force_insert=True)
    if "created" in columns:
        row.created = values["created"]  # saving set it to now
        model._default_manager.filter(pk=row.pk).update(created=row.created)
    return cast("models.Model", row)


def _give_back_addresses(target: Mergeable, row: Any, noted: dict[str, Any]) -> None:
    kind = target.redirect_kind
    ours = SlugRedirect.objects.filter(kind=kind, scope_id=0, target_id=target.pk)
    ours.filter(slug__in=noted["redirects"]).update(target_id=row.pk)
    left = ours.filter(slug=noted["fields"]["slug"])
    if noted["slug_led_to"] is not None:
        left.update(target_id=noted["slug_led_to"])
    elif row.slug == noted["fields"]["slug"]:
        left.delete()
    else:  # another row has its slug by now
        left.update(target_id=row.pk)


def _put_back_citations(target: Source, row: Source, noted: dict[str, Any], undone: Undone) -> None:
    articles = dict(noted["moved"])
    existing: set[int] = set()
    given = 0
    for chunk in chunks(sorted(articles)):
        there = Citation.objects.filter(pk__in=chunk)
        existing |= set(there.order_by().values_list("pk", flat=True))
        with suspended_recomputation():  # the names mean their former sources again; see the table of dependencies
            given += there.filter(source=target).update(source=row)
    undone.put_back += given
    undone.leave(len(existing) - given, "citation", "given to another source")
    names = list(SourceName.objects.filter(pk__in=noted["name_rows"], source=target))
    for name in names:
        name.source = row
        name.save()
    undone.leave(len(noted["name_rows"]) - len(names), "other name", "taken away")
    for made in SourceName.objects.filter(pk=noted["name_made"], source=target):
        made.delete()


def _put_back_authorships(target: Author, row: Author, noted: dict[str, Any], undone: Undone) -> None:
    """Restore authorships by article, not by row: a by-line restored from an older version has other rows of the same
    content.
    """
    given = 0
    for chunk in chunks(noted["moved"]):
        given += Authorship.objects.filter(article_id__in=chunk, author=target).update(author=row)
    undone.leave(len(noted["moved"]) - given, "article", "whose by-line was changed")
    places = dict(noted["collapsed"])
    collapsed = _existing(places)
    for article in sorted(collapsed):
        Authorship.objects.create(article_id=article, author=row, position=places[article])
    undone.leave(len(places) - len(collapsed), "article", "deleted")
    undone.put_back += given + len(collapsed)


def _put_back_topics(target: Topic, row: Topic, noted: dict[str, Any], undone: Undone) -> None:
    given = 0
    for chunk in chunks(noted["moved"]):
        articles = list(target.articles.filter(pk__in=chunk).order_by().values_list("pk", flat=True))
        target.articles.remove(*articles)
        row.articles.add(*articles)
        given += len(articles)
    undone.leave(len(noted["moved"]) - given, "article", "filed elsewhere, or deleted,")
    collapsed = _existing(noted["collapsed"])
    row.articles.add(*collapsed)
    undone.leave(len(noted["collapsed"]) - len(collapsed), "article", "deleted")
    undone.put_back += given + len(collapsed)


def _existing(articles: Iterable[int]) -> set[int]:
    """Return those of some articles that still exist, by their ids."""
    found: set[int] = set()
    for chunk in chunks(sorted(articles)):
        found |= set(Article.objects.filter(pk__in=chunk).order_by().values_list("pk", flat=True))
    return found


PUT_BACK: dict[type[Mergeable], Callable[[Any, Any, dict[str, Any], Undone], None]] = {
    Source: _put_back_citations,
    Author: _put_back_authorships,
    Topic: _put_back_topics,
}
