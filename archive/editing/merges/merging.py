"""Merges duplicate rows: references to the duplicates move to the target, and their addresses redirect to it.

merge(target, [duplicate, …])   → Merge: what moved, as undoing it needs it (see `archive.editing.merges.merge_undo`)
choices(target, duplicates)→ the fields that more than one of them fills, with each one's value
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.contrib.auth.models import User
from django.db import models, transaction

from archive.editing.change_set import change_set
from archive.editing.pending_work import suspended_recomputation
from archive.models.catalogue.article import Article, Authorship
from archive.models.catalogue.author import Author
from archive.models.catalogue.citation import Citation
from archive.models.catalogue.source import Source, SourceKind, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common.outbox import batch_enqueue
from archive.models.common.redirect import SlugRedirect
from archive.models.records.audit_event import EventKind, record
from archive.models.records.merge import Merge, MergeKind
from archive.text.names.source_names import folded_name

# Models that can be merged.
Mergeable: TypeAlias = Author | Topic | Source
MODELS: dict[str, type[Mergeable]] = {MergeKind.AUTHOR: Author, MergeKind.TOPIC: Topic, MergeKind.SOURCE: Source}
# Fields of which one row's value is taken; values of the second tuple mean "unknown".
CHOSEN_FIELDS: dict[type[Mergeable], tuple[str, ...]] = {Author: (), Topic: (), Source: ("kind", "country", "homepage")}
EMPTY = ("", None, SourceKind.OTHER)
MAX_ROWS = 50  # rows per merge
CHUNK = 500  # ids per query


class CannotMerge(ValueError):
    """A merge that has no meaning: of a row with itself, or of rows of two kinds."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A field with different values: the values, the target's first, and the default."""

    field: str
    label: str
    values: tuple[object, ...]
    taken: object

    @property
    def is_open(self) -> bool:
        """Return whether somebody should choose: more than one value is known."""
        return len(self.values) > 1


def choices(target: Mergeable, duplicates: Sequence[Mergeable]) -> list[Choice]:
    """Return the values of every field of which one is taken; a field that only one row fills needs no choice."""
    found = []
    for name in CHOSEN_FIELDS[type(target)]:
        done = [getattr(row, name) for row in (target, *duplicates) if getattr(row, name) not in EMPTY]
        values = tuple(dict.fromkeys(done))
        label = field_label(target, name)
        found.append(Choice(name, label, values, values[0] if values else getattr(target, name)))
    return found


def field_label(row: models.Model, name: str) -> str:
    """Return a field's label in forms."""
    field = row._meta.get_field(name)
    return str(field.verbose_name) if isinstance(field, models.Field) else name


@transaction.atomic
def merge(
    target: Mergeable,
    duplicates: Sequence[Mergeable],
    *,
    chosen: Mapping[str, object] | None = None,
    by: User | None = None,
) -> Merge:
    """Merge authors, topics or sources into one: all references to the duplicates move to the target.

    Names and spellings of the duplicates become other names of the target (a topic has none); an article that several
    signed or that was filed under several has the target once. `chosen` gives the value taken for a field (see
    `choices`). Everything happens in one transaction, and can be undone as a whole.

    Raises CannotMerge for rows of two kinds, a row with itself, a value that no row has, a row deleted meanwhile.
    """
    _check(target, duplicates)
    target, *duplicates = _as_they_are_now(target, duplicates)
    names = ", ".join(row.name for row in duplicates)
    with change_set(f"Merged: {names} into {target.name}", by=by):
        done = _absorbed(target, duplicates, chosen or {})
    made = Merge.objects.create(
        kind=target.redirect_kind,
        target_id=target.pk,
        target_name=target.name,
        duplicate_names=[row["fields"]["name"] for row in done["lost"]],
        moved=sum(len(row["moved"]) for row in done["lost"]),
        record=done,
        made_by=by,
    )
    detail = {"merged": made.duplicate_names, "moved": made.moved, "merge": made.pk}
    record(EventKind.MERGE, actor=by, of=target, detail=detail)
    return made


def _absorbed(target: Mergeable, duplicates: Sequence[Mergeable], chosen: Mapping[str, object]) -> dict[str, Any]:
    """Absorb the duplicates into the target; return the record for undo."""
    done: dict[str, Any] = {"slug": target.slug, "before": {}, "set": {}, "spellings": [], "lost": []}
    with batch_enqueue():
        for choice in choices(target, duplicates):
            _take(target, choice, chosen.get(choice.field, choice.taken), done)
        for row in duplicates:
            done["lost"].append(_absorb(target, row, done))
        target.save()  # its articles are found by more names now
    return done


def articles_of(row: Mergeable) -> list[int]:
    """Return the ids of the articles that refer to a row."""
    by: str = {Author: "authors", Topic: "topics", Source: "citations__source"}[type(row)]
    return list(Article.objects.filter(**{by: row}).order_by().values_list("pk", flat=True).distinct())


def _check(target: Mergeable, duplicates: Sequence[Mergeable]) -> None:
    if type(target) not in CHOSEN_FIELDS or not duplicates or len(duplicates) > MAX_ROWS:
        raise CannotMerge(f"Choose authors, topics or sources, and at most {MAX_ROWS + 1} at once.")
    ids = [row.pk for row in (target, *duplicates)]
    if len(set(ids)) < len(ids) or any(type(row) is not type(target) for row in duplicates):
        raise CannotMerge("Choose two different rows of one kind.")


def _as_they_are_now(target: Mergeable, duplicates: Sequence[Mergeable]) -> list[Mergeable]:
    """Load the rows again, locked: somebody else may have merged or deleted one meanwhile."""
    ids = [target.pk, *(row.pk for row in duplicates)]
    rows = {row.pk: row for row in type(target).objects.select_for_update().filter(pk__in=ids)}
    for row in (target, *duplicates):
        if row.pk not in rows:
            raise CannotMerge(f"{row.name} is gone: somebody merged or deleted it meanwhile.")
    return [rows[pk] for pk in ids]


def _take(target: Mergeable, choice: Choice, value: object, done: dict[str, Any]) -> None:
    if value not in (*choice.values, choice.taken):
        raise CannotMerge(f"None of them has {value!r} for {choice.label}.")
    before = getattr(target, choice.field)
    if value != before:
        setattr(target, choice.field, value)
        done["before"][choice.field], done["set"][choice.field] = before, value


def _absorb(target: Mergeable, duplicate: Mergeable, done: dict[str, Any]) -> dict[str, Any]:
    """Move all references to the duplicate and delete it; return its record for undo."""
    noted: dict[str, Any] = {
        "id": duplicate.pk,
        "fields": stored_fields(duplicate),
        **MOVES[type(target)](target, duplicate),
    }
    kind, slug, pk = target.redirect_kind, duplicate.slug, duplicate.pk
    duplicate.delete()
    if isinstance(target, Source):
        noted["name_made"] = _add_other_name(target, noted["fields"]["name"])
    elif isinstance(target, Author) and isinstance(duplicate, Author):
        known = {target.name, *target.other_names}
        added = [name for name in dict.fromkeys([duplicate.name, *duplicate.other_names]) if name not in known]
        target.other_names = [*target.other_names, *added]
        done["spellings"] += added
    redirects = SlugRedirect.objects.filter(kind=kind, target_id=pk)
    noted["redirects"] = list(redirects.values_list("slug", flat=True))
    redirects.update(target_id=target.pk)
    noted["slug_led_to"] = SlugRedirect.target(kind, slug)
    SlugRedirect.leave(kind, 0, slug, target_id=target.pk)
    return noted


def stored_fields(row: models.Model) -> dict[str, Any]:
    """Return a row's columns except its id, as JSON."""
    fields = (field for field in row._meta.concrete_fields if not field.primary_key)
    values = {field.attname: field.value_from_object(row) for field in fields}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _move_citations(target: Source, duplicate: Source) -> dict[str, Any]:
    citations = Citation.objects.filter(source=duplicate)
    moved = [list(pair) for pair in citations.order_by("pk").values_list("pk", "article_id")]
    with suspended_recomputation():  # names mean their former sources again; see the table of dependencies
        citations.update(source=target)
    names = list(SourceName.objects.filter(source=duplicate))
    for name in names:
        name.source = target
        name.save()
    return {"moved": moved, "collapsed": [], "name_rows": [name.pk for name in names]}


def _add_other_name(target: Source, name: str) -> int | None:
    """Make a duplicate source's name another name of the target; return the id of its row, None where the name is
    known.
    """
    key = folded_name(name)[:200]
    if not key or SourceName.objects.filter(key=key).exists():
        return None
    return SourceName.objects.create(source=target, name=name).pk


def _move_authorships(target: Author, duplicate: Author) -> dict[str, Any]:
    """Move authorships. Where both signed, the target keeps its position in the by-line."""
    signed = Authorship.objects.filter(author=target).order_by().values("article_id")
    both = Authorship.objects.filter(author=duplicate, article_id__in=signed)
    collapsed = [list(pair) for pair in both.order_by("pk").values_list("article_id", "position")]
    for chunk in chunks([article for article, _ in collapsed]):
        Authorship.objects.filter(author=duplicate, article_id__in=chunk).delete()
    left = Authorship.objects.filter(author=duplicate)
    moved = list(left.order_by("article_id").values_list("article_id", flat=True))
    left.update(author=target)
    return {"moved": moved, "collapsed": collapsed}


def _move_topics(target: Topic, duplicate: Topic) -> dict[str, Any]:
    filed = set(target.articles.order_by().values_list("pk", flat=True))
    articles = sorted(duplicate.articles.order_by().values_list("pk", flat=True))
    moved = [article for article in articles if article not in filed]
    for chunk in chunks(articles):
        duplicate.articles.remove(*chunk)
    for chunk in chunks(moved):
        target.articles.add(*chunk)
    return {"moved": moved, "collapsed": [article for article in articles if article in filed]}


def chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Split a sequence into chunks of the size of a query."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def duplicate_names(merge: Merge) -> Iterable[str]:
    """Return every name and spelling of the duplicates of a merge."""
    for row in merge.record["lost"]:
        yield row["fields"]["name"]
        yield from row["fields"].get("other_names", ())


MOVES: dict[type[Mergeable], Callable[[Any, Any], dict[str, Any]]] = {
    Source: _move_citations,
    Author: _move_authorships,
    Topic: _move_topics,
}
