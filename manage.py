#!/usr/bin/env python
"""Runs the archive's management commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Open the archive and run a command; what is wrong with disk, database or settings is told in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    try:
        # They read settings, which have their name by now.
        from archive.failures import sentence_for
        from archive.startup import open_archive

        open_archive()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except Exception as error:
        if not (sentence := sentence_for(error)):
            raise
        sys.exit(sentence)
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if "--traceback" in sys.argv or not (sentence := sentence_for(error)):
            raise
        sys.exit(sentence)


if __name__ == "__main__":
    main()
