"""Command: serve the archive with gunicorn, after building missing parts and purging old events."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from archive.known_migrations import newer_database
from archive.lock import turn
from archive.models.common.permissions import PUBLISHERS

SAMPLE_ARCHIVE = settings.BASE_DIR / "fixtures" / "sample"
EDITOR_NAME = "editor"
# Stands in the data directory while the first start imports: one that was cut short goes on at the next.
UNFINISHED = settings.FIRST_START_UNFINISHED
GUNICORN_SETTINGS = "python:archive.gunicorn_settings"


class Command(BaseCommand):
    help = "Start the archive. The first start makes the database, the sample archive, the index and an editor account."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_CONCURRENCY") or 2))
        parser.add_argument("--prepare-only", action="store_true", help="build what is missing, and stop")

    def handle(self, *, host: str, port: str, workers: int, prepare_only: bool, **options) -> None:
        number = port_number(port)
        if not prepare_only:
            refuse_taken_port(host, number)
        # Of two that start at once the second waits for the first, and finds everything there.
        with turn("serve"):
            self.prepare()
        if prepare_only:
            return
        refuse_taken_port(host, number)
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 (compared, not bound)
        self.stdout.write(self.style.SUCCESS(f"The archive is at http://{shown}:{number} (stop it with Ctrl-C)."))
        self.stdout.flush()
        connection.close()
        gunicorn = Path(sys.executable).with_name("gunicorn")
        address = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
        # From whatever directory this was called, it finds the archive's code, and the same data.
        paths = [str(settings.BASE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "BACKFILE_DATA": str(settings.DATA_DIR)}
        os.execve(  # noqa: S606 (gunicorn takes this process over, so that signals reach it)
            gunicorn,
            [
                str(gunicorn),
                "archive.wsgi",
                "--config",
                GUNICORN_SETTINGS,
                "--bind",
                address,
                "--workers",
                str(workers),
            ],
            environment,
        )

    def prepare(self) -> None:
        """Create missing database, static files, index and editor account; existing ones are left alone."""
        unfinished = settings.DATA_DIR / UNFINISHED
        if not database_has_tables():
            refuse_lost_database()
            unfinished.touch()
        if sentence := newer_database():
            raise CommandError(sentence)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if unfinished.exists():
            self.stdout.write("First start: importing the sample archive.")
            call_command("import_articles", str(SAMPLE_ARCHIVE), stdout=self.stdout, stderr=self.stderr)
            unfinished.unlink()
        call_command("update_index", if_needed=True, verbosity=0)
        if not get_user_model().objects.exists():
            self.make_editor()
        if settings.AUDIT_RETENTION_DAYS:
            call_command("purge_events", verbosity=0)

    def make_editor(self) -> None:
        """Create an editor's account that may publish, and print its password, which is stored only as a hash."""
        password = secrets.token_urlsafe(12)
        editor = get_user_model().objects.create_user(EDITOR_NAME, password=password, is_staff=True)
        editor.groups.add(Group.objects.get(name=PUBLISHERS))
        self.stdout.write(
            f"\nYour editor account (shown this once, so note it down):\n\n    name      {EDITOR_NAME}\n"
            f"    password  {password}\n\nSign in at /admin/. For an administrator's account: "
            f"{Path(sys.executable).parent}/python manage.py createsuperuser\n"
        )


def port_number(port: str) -> int:
    """Return the port as a number from 1 to 65535. Raises CommandError for anything else."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise CommandError(f"PORT={port!r} is no port. Give a number from 1 to 65535: PORT=8080 make run")
    return int(port)


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError if the address cannot be listened on, before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {host}:{port}: {error.strerror}. Another program may have the port; "
                f"choose another: PORT={port + 1 if port < 65535 else 8000} make run"
            ) from error


def refuse_lost_database() -> None:
    """Raise CommandError where an empty database stands beside an index, which was once built from its articles."""
    if (settings.DATA_DIR / "index" / "CURRENT").exists() and not (settings.DATA_DIR / UNFINISHED).exists():
        raise CommandError(
            f"The database {settings.DATABASES['default']['NAME']} is empty or gone, but {settings.DATA_DIR} holds the "
            "index of an archive. Restore a backup (python manage.py restore FILE), mend DATABASE_URL; or, to begin "
            f"again, move {settings.DATA_DIR} aside."
        )


def database_has_tables() -> bool:
    """Return whether the database was migrated before."""
    return "django_migrations" in connection.introspection.table_names()
