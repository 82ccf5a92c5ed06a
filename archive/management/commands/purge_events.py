"""Removes events older than the time to keep, sessions that ended, and attempts to sign in that no longer count."""

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
        "Remove the record of what people did where it is older than AUDIT_RETENTION_DAYS (or --days); without either "
        "all of it is kept. Sessions that ended and failed sign-ins that no longer count go too. Call it daily, by "
        "cron say."
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
            kept = f"those of {days} days are kept" if days else "all are kept"
            self.stdout.write(f"Events removed: {removed}; {kept}.")

    @transaction.atomic
    def purge(self, days: int) -> int:
        """Remove what is older, and record that it was removed."""
        before = timezone.now() - datetime.timedelta(days=days)
        removed = Event.objects.all().purge(before)
        if removed:
            record(EventKind.PURGE, detail={"events": removed, "before": before.isoformat(timespec="seconds")})
        return removed
