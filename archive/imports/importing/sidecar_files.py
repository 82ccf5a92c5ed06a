"""Sidecar files: load the publications.toml and sources.toml beside texts, each as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from archive.editing.publications.publication_resolver import PublicationResolver
from archive.editing.side_effects import created
from archive.imports.authority import BadSourceFacts, load_outlets, read_sources_toml
from archive.imports.importing.import_observer import ImportObserver
from archive.imports.reading.files import Root, UnreadableFile
from archive.imports.reading.report import error
from archive.models import ImportSideEffect
from archive.text.charset import UnreadableText, decode
from archive.text.headers.publication_facts import (
    BadPublicationFacts,
    read_encoding_of_files,
    read_publications_toml,
)
from archive.text.names.source_names import Outlet
from archive.text.problems import Problem

PUBLICATIONS, SOURCES = "publications.toml", "sources.toml"


class UnusableFacts(Exception):
    """Invalid facts file, because of which nothing beside it can be imported: its name, and the problem."""

    def __init__(self, file: str, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.file, self.problem = file, problem


def load_publications(root: Root, resolver: PublicationResolver, observer: ImportObserver) -> bool:
    """Create and update the publications in publications.toml; return whether there is one. Raises `UnusableFacts`."""
    with _named(PUBLICATIONS):
        content = root.facts(PUBLICATIONS)
        if content is None:
            return False
        with transaction.atomic():
            observer.begins()
            resolver.apply_facts(read_publications_toml(decode(content).text))
            for effect in resolver.pop_effects():
                observer.effect(effect)
            observer.applied_facts()
        return True


def load_encoding(root: Root) -> str:
    """Return the encoding that publications.toml names for the files beside it; "" without one.

    Raises `UnusableFacts` for an unknown one.
    """
    with _named(PUBLICATIONS):
        content = root.facts(PUBLICATIONS)
        return read_encoding_of_files(decode(content).text) if content is not None else ""


def load_sources(root: Root, observer: ImportObserver, *, dry_run: bool) -> list[Outlet] | None:
    """Return the outlets of sources.toml, created except in a dry run; None without one. Raises `UnusableFacts`."""
    with _named(SOURCES):
        content = root.facts(SOURCES)
        if content is None:
            return None
        outlets = read_sources_toml(decode(content).text)
        if not dry_run:
            with transaction.atomic():
                observer.begins()
                for source_id in load_outlets(outlets).source_ids:
                    observer.effect(created(ImportSideEffect.Kind.SOURCE, source_id))
                observer.applied_facts()
        return outlets


@contextmanager
def _named(file: str) -> Iterator[None]:
    try:
        yield
    except (BadPublicationFacts, BadSourceFacts, UnreadableText, UnreadableFile) as wrong:
        remedy = f"{wrong.remedy} Nothing beside it was imported, because its texts need it."
        raise UnusableFacts(file, error(str(wrong), remedy)) from wrong
