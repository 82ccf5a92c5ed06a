"""Decisions on citations, by list or by group of the review queue: their status, their source; and their undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from archive.editing.bulk.bulk_outcome import CHANGED_SINCE, GONE_SINCE, BulkOutcome, by_state
from archive.editing.derived.recompute import recompute
from archive.editing.review.pending_citations import add_alias, pending
from archive.models import BulkRecord, BulkTask, Citation, CitationStatus, Source, SourceKind, SourceName
from archive.models.catalogue.citation import CitationQuerySet
from archive.models.common.redirect import SlugRedirect

CITATION, SOURCE_NAME, SOURCE = "citation", "source name", "source"
ATTACH, MAKE_SOURCE = "attach-group", "make-source"


def set_status(status: CitationStatus, *, of_group: bool = False) -> Callable[[BulkTask, Sequence[int]], BulkOutcome]:
    """Return a step that sets the status of citations; those of a group only while pending."""

    def step(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
        citations = _waiting(task) if of_group else Citation.objects.all()
        rows = _locked(citations.filter(pk__in=ids).exclude(status=status))
        done = BulkOutcome(changed=len(rows))
        if of_group:
            done.left = _not_waiting(set(ids) - rows.keys())
        Citation.objects.filter(pk__in=rows).update(status=status)
        for pk, row in rows.items():
            done.note(CITATION, pk, _state(row), {**_state(row), "status": status.value})
        return done

    return step


def attach(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
    """Assign the citations of a group to a source (`parameters["source"]`), and add their names to its other names.

    Texts with these names are derived again. Suggestions are confirmed.
    """
    done = BulkOutcome()
    source = Source.objects.filter(pk=task.parameters.get("source")).first()
    if source is None:
        done.left = [(task.parameters.get("source_name", ""), "The source was deleted meanwhile. Choose another one.")]
        return done
    # All citations of an article at once, since deriving it settles them all.
    articles = Citation.objects.filter(pk__in=ids).order_by().values("article_id")
    of_articles = _waiting(task).filter(name_key=task.parameters["key"], article_id__in=articles)
    rows = _locked(of_articles)
    done.changed = len(rows)
    for name in dict.fromkeys(row.stands_for or row.name for row in rows.values()):
        if made := add_alias(source, name):
            done.note(SOURCE_NAME, made.pk, {}, {"name": made.name, "source": source.pk})
    values = {"source": source} | ({"status": CitationStatus.CONFIRMED} if task.parameters.get("suggestions") else {})
    Citation.objects.filter(pk__in=rows).update(**values)
    recompute()
    for pk, row in Citation.objects.in_bulk(list(rows)).items():
        done.note(CITATION, pk, _state(rows[pk]), _state(row))
    mine = Citation.objects.filter(pk__in=ids, source=source).order_by().values_list("pk", flat=True)
    done.left = _not_waiting(set(ids) - rows.keys() - set(mine))
    return done


def make_source(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
    """Create a source for a group, or find the one with the name, and assign the citations to it."""
    done, parameters = BulkOutcome(), task.parameters
    if not parameters.get("source"):
        name = parameters["source_name"]
        source = Source.objects.filter(name__iexact=name).first()
        if source is None:
            source = Source.objects.create(name=name, kind=parameters.get("kind") or SourceKind.OTHER)
            done.note(SOURCE, source.pk, {}, {"name": source.name})
        parameters["source"] = source.pk
    done.add(attach(task, ids))
    return done


def undo_citations(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Restore the former status and source of citations whose values are still those of the decision."""
    done = BulkOutcome()
    rows = _locked(Citation.objects.filter(pk__in=[one.row_id for one in records]))
    sources = {one.before["source"] for one in records} - {None}
    known = {None, *Source.objects.filter(pk__in=sources).values_list("pk", flat=True)}
    for before, after, these in by_state(records):
        there = {one.row_id: _state(rows[one.row_id]) for one in these if one.row_id in rows}
        same = [pk for pk, state in there.items() if state == after and before["source"] in known]
        Citation.objects.filter(pk__in=same).update(status=before["status"], source_id=before["source"])
        done.changed += len(same)
        for one in these:
            if one.row_id not in there:
                done.left.append((f"Citation {one.row_id}", GONE_SINCE))
            elif there[one.row_id] == before:
                done.changed += 1  # changed by a derivation, as the name is unknown again
            elif one.row_id not in same:
                done.left.append((rows[one.row_id].raw, CHANGED_SINCE))
    return done


def undo_source_names(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Remove other names that a source got; names that were renamed or moved to another source since stay."""
    done = BulkOutcome()
    names = SourceName.objects.in_bulk([one.row_id for one in records])
    for one in records:
        name = names.get(one.row_id)
        if name is None:
            done.left.append((one.after["name"], GONE_SINCE))
        elif {"name": name.name, "source": name.source_id} != one.after:
            done.left.append((name.name, CHANGED_SINCE))
        else:
            name.delete()
            done.changed += 1
    return done


def undo_sources(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Delete sources that the decision created, unless they are in use by now."""
    done = BulkOutcome()
    for one in records:
        source = Source.objects.filter(pk=one.row_id).first()
        if source is None:
            done.left.append((one.after["name"], GONE_SINCE))
        elif _is_used(source):
            done.left.append((source.name, "The source is used by now, and stays."))
        else:
            source.delete()
            done.changed += 1
    return done


def _is_used(source: Source) -> bool:
    led_to = SlugRedirect.objects.filter(kind=source.redirect_kind, target_id=source.pk)
    return source.citations.exists() or source.other_names.exists() or led_to.exists()


def _waiting(task: BulkTask) -> CitationQuerySet[Citation]:
    return pending(suggestions=bool(task.parameters.get("suggestions")))


def _locked(citations: CitationQuerySet[Citation]) -> dict[int, Citation]:
    """Load citations by id, locked until the transaction ends where the database can."""
    rows = citations.order_by("article_id", "pk").select_for_update(of=("self",))
    return {row.pk: row for row in rows.only("pk", "article_id", "status", "source_id", "name", "stands_for", "raw")}


def _state(row: Citation) -> dict[str, object]:
    return {"source": row.source_id, "status": str(row.status)}


def _not_waiting(ids: Iterable[int]) -> list[tuple[str, str]]:
    gone = sorted(ids)
    texts = dict(Citation.objects.filter(pk__in=gone).values_list("pk", "raw"))
    return [(texts.get(pk, f"Citation {pk}"), "Somebody decided on it meanwhile.") for pk in gone]
