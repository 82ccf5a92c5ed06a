"""Command: remove events past their retention, expired sessions, and failed sign-ins that no longer count."""

from __future__ import annotations

import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from archive.models import Event, EventKind
from archive.models.records.audit_event import record


class Command(BaseCommand):
    help = (
        "Remove audit events older than AUDIT_RETENTION_DAYS (or --days); without either, all are kept. Also remove "
        "expired sessions and failed sign-ins that no longer count. Run it daily, from cron for example."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--days", type=int, default=settings.AUDIT_RETENTION_DAYS, help="keep so many days; 0 keeps all"
        )

    def handle(self, *, days: int, verbosity: int, **options) -> None:
        if days < 0:
            raise CommandError(f"--days {days} is no time to keep. Give a number of days, or 0 to keep all.")
        call_command("clearsessions")
        counted_since = timezone.now() - datetime.timedelta(hours=settings.AXES_COOLOFF_TIME)
        AccessAttempt.objects.filter(attempt_time__lte=counted_since).delete()
        removed = self.purge(days) if days else 0
        if verbosity:
            retained = f"those of {days} days are kept" if days else "all are kept"
            self.stdout.write(f"Events removed: {removed}; {retained}.")

    @transaction.atomic
    def purge(self, days: int) -> int:
        """Remove events past their retention, and record that."""
        before = timezone.now() - datetime.timedelta(days=days)
        removed = Event.objects.all().purge(before)
        if removed:
            record(EventKind.PURGE, detail={"events": removed, "before": before.isoformat(timespec="seconds")})
        return removed
