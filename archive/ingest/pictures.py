"""Takes pictures into the archive: encoded anew, kept in files by their content, with a row that says what they show."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from archive.ingest.picture_encoding import EncodedPicture, encode_picture
from archive.models import Article, Picture
from archive.models.picture import DIGEST_LENGTH, folder_of


def add_picture(
    content: bytes,
    *,
    name: str,
    alternative_text: str,
    caption: str = "",
    credit: str = "",
    article: Article | None = None,
    by=None,
) -> tuple[Picture, list[str]]:
    """Take a picture in; returns its row, and what an editor should know of how it was encoded.

    `content` is the uploaded file, `by` the account. The same picture uploaded again for the same article is one row,
    with the latest texts. Raises `picture_encoding.UnusablePicture`, and ValueError without alternative text.
    """
    if not alternative_text.strip():
        raise ValueError("A picture needs alternative text.")
    encoded = encode_picture(content)
    write_files(encoded)
    texts = {
        "name": Path(name.replace("\\", "/")).name[:255] or "picture",
        "alternative_text": " ".join(alternative_text.split())[:500],
        "caption": caption.strip(),
        "credit": credit.strip()[:200],
    }
    made = {
        "width": encoded.width,
        "height": encoded.height,
        "format": encoded.format,
        "sizes": encoded.widths,
        "uploaded_by": by,
    }
    if article is None:
        return Picture.objects.create(sha256=encoded.sha256, **texts, **made), encoded.notes
    picture, _ = Picture.objects.update_or_create(
        article=article, sha256=encoded.sha256, defaults=texts, create_defaults=texts | made
    )
    return picture, encoded.notes


def write_files(encoded: EncodedPicture) -> Path:
    """Write a picture's files, all or none, and return their folder; nothing is written where it stands already."""
    folder = folder_of(encoded.sha256[:DIGEST_LENGTH])
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".part-", dir=Path(settings.MEDIA_ROOT) / "pictures"))
    try:
        draft.chmod(0o755)
        for name, content in encoded.files.items():
            with (draft / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        try:
            draft.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process wrote the same picture meanwhile
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder
