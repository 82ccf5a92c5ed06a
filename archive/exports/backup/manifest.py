"""What a backup says of itself: manifest.json, its formats, and what makes one unusable."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass, field

from archive.known_migrations import known_migrations

FORMAT = 2
# Format 1 had counts of three tables, and neither tables nor files: of such a backup less can be checked.
READABLE_FORMATS = (1, 2)
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 128 << 20
COUNTED = {
    "publications": "archive_publication",
    "issues": "archive_issue",
    "articles": "archive_article",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class UnusableBackup(Exception):
    """A file that is no backup, a damaged one, or one that this installation cannot take. Says what to do."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The size in bytes and the SHA-256, in hexadecimal, of a file in a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    `counts`      publications, issues and articles, for people
    `migrations`  the names of those applied, with their app: "archive.0001_initial"
    `database`    the kind of database it was made from: "sqlite", "postgresql"; "" in format 1
    `tables`      rows by table; empty in format 1
    `files`       facts by name in the zip file, of all but the manifest; empty in format 1
    """

    format: int
    version: str
    made: str
    counts: dict[str, int]
    migrations: list[str]
    database: str = ""
    tables: dict[str, int] = field(default_factory=dict)
    files: dict[str, FileFacts] = field(default_factory=dict)

    @property
    def has_digests(self) -> bool:
        return self.format >= 2

    def as_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), indent=2)


def parse_manifest(text: bytes) -> Manifest:
    """Return the manifest that a text is. Raises UnusableBackup for what is none, or one of a format still to come."""
    try:
        facts = json.loads(text)
        format_ = facts["format"]
        if format_ not in READABLE_FORMATS:
            raise UnusableBackup(
                f"The backup was made by another version, {str(facts.get('version'))[:40]}. Restore it with that "
                "version, or upgrade this one."
            )
        names = ["version", "made", "counts", "migrations"]
        names += ["database", "tables", "files"] if format_ > 1 else []
        values = {name: facts[name] for name in names}
        values["files"] = {name: FileFacts(**one) for name, one in values.get("files", {}).items()}
        manifest = Manifest(format=format_, **values)
        problem = _problem_of(manifest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_manifest(f"{type(error).__name__}: {error}") from error
    if problem:
        raise _no_manifest(problem)
    return manifest


def _no_manifest(reason: str) -> UnusableBackup:
    return UnusableBackup(
        f"It is no backup of an archive, or was cut off or changed: its {MANIFEST} does not say what a backup says "
        f"({reason[:200]}). Take another backup."
    )


def _problem_of(manifest: Manifest) -> str:
    """Return what in a manifest is of a wrong kind, "" if nothing is."""
    if not all(isinstance(text, str) for text in (manifest.version, manifest.made, manifest.database)):
        return "version, made and database are texts"
    for name, counts in (("counts", manifest.counts), ("tables", manifest.tables)):
        if not all(isinstance(key, str) and _is_count(number) for key, number in counts.items()):
            return f"{name} holds what is no count"
    if set(manifest.counts) != set(COUNTED):
        return f"counts are of {', '.join(COUNTED)}"
    if not isinstance(manifest.migrations, list) or not all(isinstance(name, str) for name in manifest.migrations):
        return "migrations is no list of names"
    for name, facts in manifest.files.items():
        is_digest = isinstance(facts.sha256, str) and _SHA256.fullmatch(facts.sha256)
        if not is_digest or not _is_count(facts.size):
            return f"size or digest of {name[:100]!r}"
    return ""


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def check_migrations(manifest: Manifest) -> None:
    """Raise UnusableBackup for a backup with migrations that this version has not, or without any of the archive's."""
    if unknown := sorted(set(manifest.migrations) - known_migrations()):
        raise UnusableBackup(
            f"The backup was made by another version, {manifest.version}: it has a migration that this version does "
            f"not know, {unknown[0]}. Restore it with that version, or upgrade this one."
        )
    if "archive.0001_initial" not in manifest.migrations:
        raise UnusableBackup("The backup is of another kind of site: it names no migration of an archive.")
