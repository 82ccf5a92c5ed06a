"""What can be wrong with disk, database or settings, each in one sentence that says what to do.

sentence_for(error) → "The disk is full (/srv/archive/index/g0003). Make room, then try again: nothing is half done."
sentence_for(KeyError("year")) → None: a fault of the program, which is worth its traceback
"""

from __future__ import annotations

import errno
import os
import pwd
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError

from archive.known_migrations import newer_database
from archive.lock import ArchiveUnavailable

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM}
MAKE_ROOM = "Make room, then try again: what was not done was undone."
RESTORE = (
    "Move it aside, with the files beside it that end in -wal and -shm, then restore a backup: "
    "python manage.py restore FILE"
)
OTHER_SCHEMA = ("no such table", "no such column", "has no column named", "does not exist")
# What SQLite and PostgreSQL say, and what it means; the first that is found counts.
DATABASE_FAILURES = (
    (("database or disk is full", "no space left"), "The disk of the database is full. " + MAKE_ROOM),
    (
        ("disk image is malformed", "file is not a database", "file is encrypted"),
        "The database {database} is damaged or cut short ({said}). " + RESTORE,
    ),
    (
        ("unable to open database", "readonly database"),
        "The database {database} cannot be opened or written to by {user} ({said}). Give it and its folder to the user "
        "who runs the archive, or run it as theirs.",
    ),
    (
        ("database is locked", "lock timeout"),
        "Another process keeps the database locked. Wait until it has ended, then try again.",
    ),
    (
        ("disk i/o error",),
        "The disk of the database is full or fails ({said}). " + MAKE_ROOM + " Where there is room, look at the "
        "system's log before anything else.",
    ),
    (
        OTHER_SCHEMA,
        "The database has not the tables of this version ({said}). Make them: python manage.py migrate. If it held an "
        "archive it was cut short: restore a backup by python manage.py restore FILE",
    ),
    (
        ("password authentication failed", "no password supplied"),
        "The database server refuses the name or password in DATABASE_URL ({said}). Mend it there.",
    ),
    (
        ("connection", "could not translate host name", "failed to resolve", "server closed", "starting up"),
        "The database server does not answer ({said}). Start it, or mend DATABASE_URL, then try again.",
    ),
)


def sentence_for(error: BaseException) -> str | None:
    """Return what went wrong and what to do, None for what is a fault of the program."""
    for each in _causes(error):
        if isinstance(each, ArchiveUnavailable | ImproperlyConfigured):
            return _one_line(each)
        if isinstance(each, DatabaseError):
            return _of_database(each)
        sentence = _of_database(each) if isinstance(each, sqlite3.Error) else None
        if sentence or (isinstance(each, OSError) and (sentence := _of_files(each))):
            return sentence
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Return the error and its causes, outermost first; a fault of the program hides the causes below it."""
    while error is not None:
        yield error
        error = error.__cause__


def _of_database(error: DatabaseError | sqlite3.Error) -> str | None:
    said = _one_line(error)
    is_of_schema = isinstance(error, IntegrityError) or any(sign in said.casefold() for sign in OTHER_SCHEMA)
    if is_of_schema and (sentence := _of_newer_database()):
        return sentence
    if isinstance(error, IntegrityError):
        return None
    for signs, sentence in DATABASE_FAILURES:
        if any(sign in said.casefold() for sign in signs):
            database = settings.DATABASES["default"]["NAME"]
            return sentence.format(database=database, said=said[:200], user=user_name(os.geteuid()))
    return None


def _of_newer_database() -> str | None:
    """Return a sentence where this version knows less of the database than it holds: any statement may fail then."""
    try:
        return newer_database() or None
    except DatabaseError:  # it does not answer at all, or not within the transaction that failed
        return None


def _of_files(error: OSError) -> str | None:
    place = f" ({error.filename})" if error.filename else ""
    if error.errno in FULL:
        return f"The disk is full, or a file larger than is allowed{place}. {MAKE_ROOM}"
    if error.errno == errno.EROFS:
        return f"{error.filename or 'A file'} is on a disk that is read-only. Make it writable, and try again."
    if error.errno in REFUSED:
        return (
            f"{error.filename or 'A file'} cannot be read or written by {user_name(os.geteuid())}: {error.strerror}. "
            "Give it to the user who runs the archive, or run this as theirs."
        )
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "Too many files are open. Raise the limit (ulimit -n), then try again."
    if error.errno == errno.EIO:
        return f"The disk fails{place}. Look at the system's log before anything else."
    return None


def check_owner(folder: Path) -> None:
    """Raise ArchiveUnavailable where the data directory is another user's, who could not use what is made in it."""
    owner, user = folder.stat().st_uid, os.geteuid()
    if owner != user:
        raise ArchiveUnavailable(
            f"The data directory {folder} belongs to {user_name(owner)}, and this runs as {user_name(user)}. Run it as "
            f"{user_name(owner)} (sudo -u {user_name(owner)} …), or give the directory to {user_name(user)}: "
            f"chown -R {user_name(user)} {folder}"
        )


def user_name(number: int) -> str:
    """Return the name of a user of the system, the number where it has none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
