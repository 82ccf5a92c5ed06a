"""Build id: a digest of code, templates and styles, so that pages of another release are rendered again."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import django
from django.conf import settings

SHOWN = (("archive", "*.py"), ("templates", "*"), ("static", "*"))


def _files() -> list[Path]:
    found = [path for folder, pattern in SHOWN for path in (settings.BASE_DIR / folder).rglob(pattern)]
    return sorted(path for path in found if path.is_file())


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256(f"{django.__version__}\0{settings.SITE_NAME}\0{settings.TIME_ZONE}".encode())
    for path in files:
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_found = _files()
BUILD_ID = _digest(_found)
BUILD_TIME = datetime.datetime.fromtimestamp(max(path.stat().st_mtime for path in _found), tz=datetime.UTC)
