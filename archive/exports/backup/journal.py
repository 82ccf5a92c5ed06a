"""The mark of a restore under way, in one file: whoever finds it finishes that restore, or undoes it."""

from __future__ import annotations

import dataclasses
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from archive.durable_files import write_whole
from archive.exports.backup.files import remove_durably
from archive.lock import ArchiveUnavailable

STAGING_PREFIX = ".restore-"


class RestoreInterrupted(ArchiveUnavailable):
    """A restore was cut short, and can be neither finished nor undone just now."""


@dataclass(frozen=True, slots=True)
class Journal:
    """A restore under way.

    `id`       random; an event with it stands among the rows once they are those of the backup
    `backup`   the name of its file
    `made`     when the backup was made
    `batches`  numbers of the imports of the desk whose uploaded files stay, which is known before the switch
    """

    id: str
    backup: str
    made: str
    batches: tuple[int, ...] = ()

    @property
    def staging(self) -> Path:
        """Return the folder in which the restore works, but for uploaded files."""
        return Path(settings.DATA_DIR) / f"{STAGING_PREFIX}{self.id}"

    def write(self) -> None:
        """Put it on the disk, in place of an earlier state of it. Raises OSError."""
        write_whole(Path(settings.RESTORE_JOURNAL), json.dumps(dataclasses.asdict(self)).encode())

    @staticmethod
    def remove() -> None:
        """Say that no restore is under way any more."""
        remove_durably(Path(settings.RESTORE_JOURNAL))


def begin(backup: Path, made: str) -> Journal:
    """Note on the disk that a restore begins. Raises OSError."""
    journal = Journal(secrets.token_hex(8), backup.name, made)
    journal.write()
    return journal


def read_journal() -> Journal | None:
    """Return the restore under way, or cut short. Raises RestoreInterrupted where its mark cannot be read."""
    path = Path(settings.RESTORE_JOURNAL)
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return Journal(facts["id"], facts["backup"], facts["made"], tuple(facts["batches"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RestoreInterrupted(
            f"A restore was cut short, and its mark {path} cannot be read ({error}). If the archive is as you want it, "
            "remove that file; else restore a backup after removing it."
        ) from error
