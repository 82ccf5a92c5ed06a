"""Options of an import, as the command line and the admin give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import User

from archive.models import Status
from archive.text.formats.tables.columns import Columns
from archive.text.headers.import_facts import ImportFacts
from archive.text.numbering.habits import Numbering


@dataclass(frozen=True, slots=True)
class Options:
    """Options of an import: `publication` is for texts whose header names none; `status` is that of new articles.

    `numbering`, `volume` and `number` are for texts that do not say of which issue they are; what their folders and
    import.toml files say comes before them. `overwrite` lets files win over what editors changed or deleted.
    `with_readings` reads the citations of files that are unchanged or refused too, for a report. `columns` is for
    tables, in place of a columns.toml beside them; `chosen_columns` is for tables with a certain fingerprint
    (`archive.imports.reading.column_mapping`), before all others. `corrected` returns the place of a correction that
    stands in for a file, by the path of its root and its own. `encoding` is a person's name for that of all files, ""
    to find it by evidence. `by` is the account that imports, and `reason` the
    reason in the history of changed articles: "Import 12".
    """

    publication: str = ""
    numbering: Numbering | None = None
    volume: int | None = None
    number: str = ""
    dry_run: bool = False
    status: Status = Status.PUBLISHED
    overwrite: bool = False
    with_readings: bool = False
    columns: Columns | None = None
    chosen_columns: Mapping[str, Columns] = field(default_factory=dict)
    encoding: str = ""
    by: User | None = None
    reason: str = "Imported"
    corrected: Callable[[Path, str], Path | None] | None = None

    def facts(self) -> ImportFacts:
        """Return the facts for texts that do not say them."""
        return ImportFacts(self.publication, self.numbering, self.volume, self.number)
