"""Ends a restore that was cut short: by the rows, which are the backup's or not, it is finished or undone.

Before the rows are switched nothing of the archive is touched; after it, all that belongs to the old rows goes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from archive.exports.backup.files import empty_folder, remove_tree
from archive.exports.backup.journal import Journal, RestoreInterrupted, read_journal
from archive.exports.backup.media import MediaSwap
from archive.models import Event
from archive.models.common.outbox import rows_replaced
from archive.models.records.audit_event import EventKind
from archive.postgresql.turns import only_reading

# Held on PostgreSQL by whoever switches the rows, so that nobody asks while a commit is still on its way.
SWITCH_LOCK = 0x6261636B  # "back"
SWITCH_WAIT_SECONDS = 60


def end_interrupted_restore() -> str:
    """Finish or undo a restore that is under way; what was done, "" where there is none. The caller has the lock alone.

    May be called again where it was cut short itself. Raises RestoreInterrupted where it cannot be done now.
    """
    journal = read_journal()
    if journal is None:
        return ""
    try:
        if was_switched(journal):
            finish(journal)
            return (
                f"The restore of {journal.backup} had been cut short, and was finished: the archive is that of the "
                "backup. The search index is rebuilt by: python manage.py update_index"
            )
        undo(journal)
    except (OSError, DatabaseError) as error:
        raise RestoreInterrupted(
            f"A restore of {journal.backup} was cut short, and cannot be finished or undone now: {error}. Mend that, "
            "then start any command; nothing is lost."
        ) from error
    return f"The restore of {journal.backup} had been cut short, and was undone: the archive is what it was before."


def was_switched(journal: Journal) -> bool:
    """Return whether the rows are those of the backup. Raises DatabaseError."""
    # On SQLite no transaction is begun, which would wait for writers: it needs to be read, no more.
    with _no_switch_under_way() if connection.vendor == "postgresql" else nullcontext():
        if Event._meta.db_table not in connection.introspection.table_names():
            return False
        return Event.objects.filter(kind=EventKind.RESTORE, detail__restore=journal.id).exists()


@contextmanager
def _no_switch_under_way() -> Iterator[None]:
    """Wait until the server has ended the transaction of a process that was killed: its commit may be under way."""
    with only_reading(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{SWITCH_WAIT_SECONDS}s"])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SWITCH_LOCK])
        yield


def finish(journal: Journal) -> None:
    """Put the backup's uploaded files in place, and take away all that was made of the old rows. Raises OSError."""
    MediaSwap(journal.id).finish()
    for folder in batch_folders():
        if int(folder.name) not in journal.batches:
            remove_tree(folder)
    empty_folder(Path(settings.PAGE_CACHE_DIR))
    rows_replaced.send(sender=Journal)
    for name in settings.PROGRESS_FILES:
        (Path(settings.DATA_DIR) / name).unlink(missing_ok=True)
    _end(journal)


def undo(journal: Journal) -> None:
    """Remove what the restore put aside; nothing else was touched. Raises OSError."""
    MediaSwap(journal.id).remove()
    _end(journal)


def _end(journal: Journal) -> None:
    shutil.rmtree(journal.staging, ignore_errors=True)
    journal.remove()
    connection.close()  # this process opens it again


def batch_folders() -> list[Path]:
    """Return the folders of uploaded files, each named by the number of its import."""
    root = Path(settings.BATCHES_ROOT)
    return [path for path in root.iterdir() if path.name.isdecimal()] if root.is_dir() else []
