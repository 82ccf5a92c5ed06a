"""State machine of an archive: every operation that a person or a command has, in any order, on a small archive."""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from archive.editing.bulk.bulk_actions import DELETE_ISSUES
from archive.editing.bulk.bulk_operations import CannotUndo, members_of, propose, propose_undo, run_at_once
from archive.editing.bulk.unknown_sources import propose_for_group
from archive.editing.change_set import change_set
from archive.editing.derived.derived_check import find_differences
from archive.editing.issues.moving import move_article
from archive.editing.merges import merge_undo
from archive.editing.merges.merging import merge
from archive.editing.versions.restore import CannotRestore, deleted_articles, restore_deleted, restore_version
from archive.imports.importing.import_options import Options
from archive.imports.importing.importer import Importer
from archive.models import (
    Article,
    Author,
    BulkTask,
    Citation,
    Issue,
    Merge,
    OutboxEntry,
    Publication,
    Source,
    SourceName,
    Topic,
    versions_of,
)
from archive.search.engine import engine
from archive.search.indexing.consistency import compare
from archive.search.indexing.index_updates import drain, suspend_indexing

DAYS = ("March 4", "June 9", "December 30", "March 1, 2005", "May 23")
SOURCES = ("Varda Kurier", "Varda Kuryer", "Harbour Wire", "K92", "Some Outlet", "Weekly")
TITLES = ("Harbour Letter", "Delta Weekly", "Tide Monitor")
SENTENCES = (
    *(f"So it was ({name}, {day})." for name in SOURCES[:4] for day in DAYS[:3]),
    "Nobody knew (K92).",
    "It was told before (see Delta Weekly, May 23).",
    "It was told before (see HL, March 4; Weekly, June 9).",
    "The Varda Kurier wrote on June 9 that nobody knew.",
    "The ferries sailed.",
    'See <a href="/harbour-letter/v1/i1/">the first issue</a>.',
    'See <a href="/harbour-letter/2004/">the year</a> and <a href="/sources/varda-kurier/">the outlet</a>.',
    'See <a href="/a/1/#p2">there</a> and <a href="/harbour-letter/v1/i2/ebb/#p1">here</a>.',
)
DATES = (None, "2004-03-05", "2004-06-10", "2005-01-02", "2006-05-24")
places = st.integers(0, 5)
bodies = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(tuple)
publications, volumes, numbers = st.sampled_from(TITLES), st.integers(1, 2), st.sampled_from("123")
sources = st.sampled_from(SOURCES)


def _body(sentences: tuple[str, ...]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


class ArchiveMachine(RuleBasedStateMachine):
    """An archive under edit; whatever was done, what is derived agrees with texts and facts, and so does the index."""

    checked = 0  # sequences, in this process

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.suspended = suspend_indexing()
        self.suspended.__enter__()
        self.folder = tempfile.TemporaryDirectory()

    def teardown(self) -> None:
        try:
            self.check()
        finally:
            self.suspended.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
            self.folder.cleanup()

    def check(self) -> None:
        """Fail where what is derived, or the index, differs from what it is made from."""
        differences = list(find_differences())
        assert not differences, "\n".join(map(str, differences))
        assert drain().complete
        assert not compare()
        ArchiveMachine.checked += 1

    @initialize()
    def begin(self) -> None:
        engine().rebuild([], lambda pks: [])
        self.editor = User.objects.create_superuser("editor")
        for title, abbreviation, year in zip(TITLES[:2], ("HL", ""), (2004, None), strict=True):
            Publication.objects.create(title=title, abbreviation=abbreviation, first_year=year, frequency="daily")
        # An article with every sentence, so that any change of what texts are read with can be seen at once.
        for publication in Publication.objects.order_by("pk"):
            issue = Issue.objects.create(publication=publication, volume=1, number="1")
            article = Article(issue=issue, title="Ebb", status="published")
            article.set_body(_body(SENTENCES))
            article.save()

    def one(self, model: type[models.Model], place: int) -> Any:
        """A row of a model, or None where it has none."""
        rows = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        return model._default_manager.get(pk=rows[place % len(rows)]) if rows else None

    # Articles

    @rule(publication=publications, volume=volumes, number=numbers, body=bodies, date=st.sampled_from(DATES))
    def import_file(self, publication: str, volume: int, number: str, body: tuple[str, ...], date: str | None) -> None:
        lines = [f"Publication: {publication} Volume: {volume} Issue: {number}", "Title: Ebb"]
        lines += [f"Date: {date}"] if date else []
        path = Path(self.folder.name) / f"{len(list(Path(self.folder.name).iterdir()))}.txt"
        path.write_text("\n".join(lines) + "\n\n" + "\n\n".join(one.split("<")[0] for one in body) + "\n")
        list(Importer(Options()).import_path(path))

    @rule(place=places, body=bodies, title=st.sampled_from(["Ebb", "Flood", "Salt"]))
    def write(self, place: int, body: tuple[str, ...], title: str) -> None:
        if issue := self.one(Issue, place):
            article = Article(issue=issue, title=title, status="published")
            article.set_body(_body(body))
            article.save()

    @rule(place=places, body=bodies)
    def edit(self, place: int, body: tuple[str, ...]) -> None:
        if article := self.one(Article, place):
            article.set_body(_body(body))
            article.save()

    @rule(place=places, slug=st.sampled_from(["ebb", "flood", "salt-2"]))
    def rename(self, place: int, slug: str) -> None:
        article = self.one(Article, place)
        if article and not Article.objects.filter(issue=article.issue, slug=slug).exists():
            article.slug = slug
            article.save()

    @rule(place=places, to=places)
    def move(self, place: int, to: int) -> None:
        if article := self.one(Article, place):
            move_article(article, self.one(Issue, to))

    @rule(place=places, action=st.sampled_from(["publish", "withdraw", "delete", "read-again"]))
    def decide_on_article(self, place: int, action: str) -> None:
        if article := self.one(Article, place):
            self._decide(action, [article.pk])

    @rule(place=places)
    def delete_bare(self, place: int) -> None:
        if article := self.one(Article, place):
            article.delete()

    @rule(place=places)
    def bring_back(self, place: int) -> None:
        if gone := list(deleted_articles()[:6]):
            with contextlib.suppress(CannotRestore):
                restore_deleted(gone[place % len(gone)])

    @rule(place=places, model=st.sampled_from([Article, Issue, Source, Publication]))
    def restore(self, place: int, model: type[models.Model]) -> None:
        row = self.one(model, place)
        versions = list(versions_of(model, row.pk)[:5]) if row else []
        if versions:
            with contextlib.suppress(CannotRestore):
                restore_version(versions[place % len(versions)])

    @rule(place=places)
    def schedule_and_wait(self, place: int) -> None:
        if article := self.one(Article, place):
            past, soon = (timezone.now() + datetime.timedelta(hours=hours) for hours in (-1, 1))
            article.status, article.publish_at = "published", soon
            article.save()
            # The clock passes: what was to come is past.
            Article._base_manager.filter(pk=article.pk).update(publish_at=past)
            OutboxEntry.objects.update(due=past)

    # Issues and publications

    @rule(place=places, date=st.sampled_from(DATES), precision=st.sampled_from(["day", "month", "year"]))
    def date(self, place: int, date: str | None, precision: str) -> None:
        if issue := self.one(Issue, place):
            issue.date = datetime.date.fromisoformat(date) if date else None
            issue.date_precision = precision if date else ""
            issue.save()

    @rule(place=places, volume=volumes, number=numbers, publication=places)
    def renumber(self, place: int, volume: int, number: str, publication: int) -> None:
        issue, publication = self.one(Issue, place), self.one(Publication, publication)
        taken = Issue.objects.filter(publication=publication, volume=volume, number=number)
        if issue and not taken.exists():
            issue.publication, issue.volume, issue.number = publication, volume, number
            issue.save()

    @rule(place=places)
    def delete_issue(self, place: int) -> None:
        if issue := self.one(Issue, place):
            parameters = {"issues": [issue.pk], "names": str(issue)}
            ids = members_of(DELETE_ISSUES, parameters)
            run_at_once(propose(DELETE_ISSUES, ids, by=self.editor, parameters=parameters))

    @rule(place=places, year=st.sampled_from([None, 2003, 2004, 2005]))
    def set_first_year(self, place: int, year: int | None) -> None:
        self._set(Publication, place, first_year=year)

    @rule(place=places, frequency=st.sampled_from(["", "daily", "weekly", "monthly"]))
    def set_frequency(self, place: int, frequency: str) -> None:
        self._set(Publication, place, frequency=frequency)

    @rule(place=places, abbreviation=st.sampled_from(["", "HL", "DW"]))
    def set_names(self, place: int, abbreviation: str) -> None:
        self._set(Publication, place, abbreviation=abbreviation)

    @rule(place=places, slug=st.sampled_from(["harbour-letter", "letter", "delta-weekly"]))
    def set_slug(self, place: int, slug: str) -> None:
        if not Publication.objects.filter(slug=slug).exists():
            self._set(Publication, place, slug=slug)

    @rule(place=places, title=publications)
    def retitle(self, place: int, title: str) -> None:
        if not Publication.objects.filter(title=title).exists():
            self._set(Publication, place, title=title)

    def _set(self, model: type[models.Model], place: int, **values: object) -> None:
        if row := self.one(model, place):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()

    # Sources and citations

    @rule(name=sources, kind=st.sampled_from(["newspaper", "government"]))
    def add_source(self, name: str, kind: str) -> None:
        if not Source.objects.filter(name=name).exists():
            Source.objects.create(name=name, kind=kind)

    @rule(place=places, name=sources)
    def add_name(self, place: int, name: str) -> None:
        source = self.one(Source, place)
        if source and not SourceName.objects.filter(key=SourceName.key_of(name)).exists():
            SourceName.objects.create(source=source, name=name)

    @rule(place=places, name=sources, kind=st.sampled_from(["newspaper", "government"]))
    def change_source(self, place: int, name: str, kind: str) -> None:
        if not Source.objects.filter(name=name).exists():
            self._set(Source, place, name=name, kind=kind)

    @rule(place=places, to=places)
    def give_name_away(self, place: int, to: int) -> None:
        if name := self.one(SourceName, place):
            name.source = self.one(Source, to)
            name.save()

    @rule(place=places)
    def delete_name(self, place: int) -> None:
        if name := self.one(SourceName, place):
            name.delete()

    @rule(place=places)
    def delete_source(self, place: int) -> None:
        if source := self.one(Source, place):
            self._decide("delete-source", [source.pk])

    @rule(model=st.sampled_from([Source, Author, Topic]), place=places)
    def merge_two(self, model: Any, place: int) -> None:
        rows = list(model.objects.order_by("pk"))
        if len(rows) > 1:
            kept = rows.pop(place % len(rows))
            merge(kept, rows[:1])

    @rule(place=places)
    def undo_merge(self, place: int) -> None:
        if made := self.one(Merge, place):
            with contextlib.suppress(merge_undo.CannotUndo):
                merge_undo.undo(made)

    @rule(place=places, action=st.sampled_from(["confirm-citations", "reject-citations", "delete-citation"]))
    def decide_on_citation(self, place: int, action: str) -> None:
        if citation := self.one(Citation, place):
            self._decide(action, [citation.pk])

    @rule(place=places, source=places, name=sources)
    def correct_citation(self, place: int, source: int, name: str) -> None:
        self._set(Citation, place, source=self.one(Source, source), name=name, status="confirmed")

    @rule(place=places, source=places, action=st.sampled_from(["attach-group", "make-source", "reject-group"]))
    def decide_on_group(self, place: int, source: int, action: str) -> None:
        citation, chosen = self.one(Citation, place), self.one(Source, source)
        if citation is None or (action == "attach-group" and chosen is None):
            return
        values: dict[str, Any] = {"source_name": chosen.name if chosen else citation.name or "Some Outlet"}
        if action == "attach-group":
            values["source"] = chosen.pk
        run_at_once(propose_for_group(action, citation.name_key, **values))

    @rule(place=places)
    def undo_decision(self, place: int) -> None:
        if task := self.one(BulkTask, place):
            with contextlib.suppress(CannotUndo):
                run_at_once(propose_undo(task, by=self.editor))

    def _decide(self, action: str, ids: list[int]) -> None:
        run_at_once(propose(action, ids, by=self.editor, parameters={"names": "some"}))

    @rule(steps=st.lists(st.sampled_from(["edit", "first_year", "source"]), min_size=2, max_size=3), place=places)
    def several_at_once(self, steps: list[str], place: int) -> None:
        """Do several things in one change set, as a form does."""
        actions: dict[str, Callable[[], None]] = {
            "edit": lambda: self._set(Article, place, body='<p id="p1">So it was (Varda Kurier, June 9).</p>'),
            "first_year": lambda: self._set(Publication, place, first_year=2001),
            "source": lambda: self._set(Source, place, name=f"Some Outlet {place}"),
        }
        with change_set("Several"):
            for step in steps:
                actions[step]()
