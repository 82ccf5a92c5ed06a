"""A small archive with uploaded files, its backup, and ways to change a backup behind its back."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.exports.backup import write_backup
from archive.exports.backup.media import media_files
from archive.exports.backup.rows import stored_models
from tests.factories import ArticleFactory


@pytest.fixture
def media(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BATCHES_ROOT = tmp_path / "batches"
    (settings.MEDIA_ROOT / "maps").mkdir(parents=True)
    (settings.MEDIA_ROOT / "maps" / "strait.txt").write_text("a map")
    return settings.MEDIA_ROOT


@pytest.fixture
def backup(media, tmp_path, transactional_db) -> Path:
    ArticleFactory(title="Ferries stand idle")
    path = tmp_path / "backup.zip"
    write_backup(path)
    return path


def everything() -> tuple:
    """All rows and all uploaded files, to be compared."""
    rows = {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
        for model in stored_models()
        # Read with memoryviews, which are the same only to themselves.
        if model._meta.model_name != "importrecord"
    }
    return rows, {name: file.read_bytes() for name, file in media_files()}


def rewritten(
    backup: Path,
    *,
    manifest: Callable[[dict], object] | None = None,
    files: dict[str, bytes | None] | None = None,
    is_named: bool = True,
) -> Path:
    """A backup with some files put in, replaced or (None) left out, and a manifest changed in place by a function.

    The manifest tells of the files as they are then, unless `is_named` is false.
    """
    path = backup.with_name("rewritten.zip")
    with zipfile.ZipFile(backup) as old:
        contents: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
    facts = json.loads(contents.pop("manifest.json") or b"")
    contents |= files or {}
    if is_named and facts["format"] > 1:
        facts["files"] = {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in contents.items()
            if content is not None
        }
    if manifest:
        manifest(facts)
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("manifest.json", json.dumps(facts))
        for name, content in contents.items():
            if content is not None:
                new.writestr(name, content)
    return path


def as_format_1(facts: dict) -> None:
    """Make a manifest that of a backup by version 0.1.0."""
    facts["format"] = 1
    for name in ("database", "tables", "files"):
        del facts[name]
