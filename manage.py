#!/usr/bin/env python
"""Runs the archive's management commands."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    # Reads settings, which have their name by now.
    from archive.lock import ArchiveUnavailable
    from archive.startup import open_archive

    try:
        open_archive()
    except ArchiveUnavailable as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)
