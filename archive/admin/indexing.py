"""Lets the index follow at once where few articles changed, and in a process of its own where many did."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from archive.search.freshness import paused

WRITTEN_AT_ONCE = 300  # articles, for about a second


@contextmanager
def index_follows(articles: int) -> Iterator[None]:
    """Around a change to so many articles: nobody waits for the index to take up thousands of them."""
    if articles <= WRITTEN_AT_ONCE:
        yield
        return
    with paused():
        yield
    start_indexing()


def start_indexing() -> None:
    """Start `update_index` for what waits in the outbox, in a session of its own: it outlives the request."""
    with (settings.DATA_DIR / "tasks.log").open("ab") as log:
        subprocess.Popen(  # noqa: S603 (nothing in it comes from outside)
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "update_index", "--if-needed", "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "BACKFILE_DATA": str(settings.DATA_DIR)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
