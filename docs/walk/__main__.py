"""Command line of the walk: performs an editor's day in a browser and takes the pictures of docs/editors.md.

    python -m docs.walk

Ends with status 1 at the first thing that does not go as docs/editors.md tells it.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from docs.walk.material import write_back_issues
from docs.walk.scenes import SCENES, Day
from docs.walk.stage import stage

logger = logging.getLogger("walk")


def main() -> None:
    """Play all scenes, one after the other."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with tempfile.TemporaryDirectory(prefix="walk-") as folder:
        upload = write_back_issues(Path(folder) / "narrows-weekly.zip")
        with stage(Path(folder) / "data") as served:
            day = Day(served, upload)
            for scene in SCENES:
                logger.info("%s: %s", scene.__name__, scene.__doc__)
                scene(day)


if __name__ == "__main__":
    main()
