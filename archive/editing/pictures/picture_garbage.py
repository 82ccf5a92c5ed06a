"""Unused pictures: a picture stays while any stored text shows it.

Those are articles, their versions, texts that an import replaced, and unsaved drafts; so whatever can be restored has
its pictures. Recent uploads stay too: somebody may be writing about them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from archive.models.catalogue.article import Article
from archive.models.catalogue.picture import DIGEST_LENGTH, Picture, folder_of
from archive.models.records.autosave_draft import AutosaveDraft
from archive.models.records.import_batch import ImportRecord
from archive.models.records.versions import version_model

_ADDRESS = re.compile(rf"/media/([0-9a-f]{{{DIGEST_LENGTH}}})/")
_DIGEST = re.compile(rf"[0-9a-f]{{{DIGEST_LENGTH}}}")
# An upload's files are written before its row.
UNDER_WAY = datetime.timedelta(days=1)


def digests_in_use() -> set[str]:
    """Return the digests of all pictures shown by a present, former or unsaved text."""
    texts: list[tuple[Any, str]] = [
        (Article, "body"),
        (version_model(Article), "text_snapshot"),
        (version_model(Article), "related_snapshot"),
        (ImportRecord, "before"),
        (AutosaveDraft, "fields"),
    ]
    return {digest for model, column in texts for digest in _digests_of(model, column)}


def _digests_of(model: type[models.Model], column: str) -> Iterator[str]:
    rows = model._default_manager.order_by().annotate(as_text=Cast(column, models.TextField()))
    for text in rows.filter(as_text__contains="/media/").values_list("as_text", flat=True).iterator(chunk_size=200):
        yield from _ADDRESS.findall(text)


def unused_pictures(uploaded_before: datetime.datetime, in_use: set[str]) -> list[Picture]:
    """Return the pictures that no text shows and that were uploaded before a moment."""
    old = Picture.objects.filter(uploaded__lt=uploaded_before).order_by("pk")
    return [picture for picture in old.iterator() if picture.digest not in in_use]


def unused_folders(now: datetime.datetime, in_use: set[str]) -> Iterator[Path]:
    """Return the folders of files without a row and a text, and those of broken uploads."""
    root = Path(settings.MEDIA_ROOT) / "pictures"
    rows = {sha256[:DIGEST_LENGTH] for sha256 in Picture.objects.values_list("sha256", flat=True).iterator()}
    needed = rows | in_use
    for folder in sorted(root.glob("*/*")) if root.is_dir() else ():
        is_a_pictures = _DIGEST.fullmatch(folder.name) and folder == folder_of(folder.name)
        if is_a_pictures and folder.name not in needed and _is_old(folder, now):
            yield folder
    for draft in sorted(root.glob(".part-*")):
        if _is_old(draft, now):
            yield draft


def _is_old(folder: Path, now: datetime.datetime) -> bool:
    changed = datetime.datetime.fromtimestamp(folder.stat().st_mtime, datetime.UTC)
    return now - changed > UNDER_WAY
