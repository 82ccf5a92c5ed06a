"""Audit events: who signed in, exported, changed rights, published, imported, merged, deleted."""

from __future__ import annotations

import getpass
import os

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from archive.models.common.accounts import Account
from archive.models.common.current_request import client_address, current_request

UNKNOWN_ACTOR = "nobody signed in"


class EventKind(models.TextChoices):
    SIGN_IN = "sign-in", "signed in"
    SIGN_IN_FAILED = "sign-in-failed", "failed to sign in"
    LOCKED_OUT = "locked-out", "was locked out"
    DENIED = "denied", "was refused"
    SIGN_OUT = "sign-out", "signed out"
    PASSWORD = "password", "password changed"
    EXPORT = "export", "exported"
    RIGHTS = "rights", "rights or account changed"
    PUBLISH = "publish", "published"
    SCHEDULE = "schedule", "scheduled"
    WITHDRAW = "withdraw", "withdrawn"
    IMPORT = "import", "imported"
    UNDO_IMPORT = "undo-import", "import undone"
    MERGE = "merge", "merged"
    UNDO_MERGE = "undo-merge", "merge undone"
    DELETE = "delete", "deleted"
    DECIDE = "decide", "decided on records"
    UNDO_DECISION = "undo-decision", "decision undone"
    RESTORE_VERSION = "restore-version", "version restored"
    RESTORE = "restore", "backup restored"
    PURGE = "purge", "old events removed"


class AppendOnly(RuntimeError):
    """Attempt to change or delete a recorded event."""


class EventQuerySet(models.QuerySet):
    """Append-only queryset of events, except that `purge` removes those past their retention."""

    def update(self, **values):
        raise AppendOnly("Events are not changed.")

    def bulk_update(self, objs, *args, **kwargs):
        raise AppendOnly("Events are not changed.")

    def delete(self):
        raise AppendOnly("Events are not deleted; purge_events removes those that are older than the time to keep.")

    def purge(self, before) -> int:
        """Remove events before a moment; return how many. For the command `purge_events` only."""
        return self.filter(at__lt=before)._raw_delete(self.db)


class Event(models.Model):
    """One action of a person. Person and object are stored as text too, since both may be deleted."""

    at = models.DateTimeField("when", default=timezone.now, db_index=True, editable=False)
    kind = models.CharField("what", max_length=20, choices=EventKind)
    # The id remains when the account is deleted; `actor_name` says who it was.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )
    actor_name = models.CharField("who", max_length=200, db_index=True)
    ip = models.GenericIPAddressField("address", null=True, blank=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_text = models.CharField("object", max_length=300, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "-at"], name="event_by_kind"),
            models.Index(fields=["object_kind", "object_id"], name="event_of_object"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.get_kind_display()} {self.object_text}".strip()

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise AppendOnly("Events are not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly("Events are not deleted; purge_events removes those that are older than the time to keep.")


def record(
    kind: str,
    *,
    actor: User | str | None = None,
    request: HttpRequest | None = None,
    of: models.Model | str | None = None,
    detail: dict | None = None,
    using: str | None = None,
) -> Event:
    """Record an action, in the current transaction; return the event.

    `kind`     one of EventKind: "publish", "import", …
    `actor`    an account, or a name where there is none; without it, the account of the request, be it given or the one
               that is being answered; without a request, whoever runs the command: "command line (ana)".
    `of`       the object: a row, or a name of what is no row ("backup").
    `detail`   what else should be known, as JSON takes it: {"before": […], "after": […]}.
    `using`    the alias of a database other than the archive's own.

      record("publish", request=request, of=article)
      record("import", of=batch, detail={"created": 480, "refused": 20})     # from a command

    Raises ValueError for an unknown kind.
    """
    if kind not in EventKind.values:
        raise ValueError(f"no kind of event: {kind}")
    request = request or current_request()
    if actor is None and request is not None:
        actor = getattr(request, "user", None)
    account = actor if isinstance(actor, Account) and actor.pk else None
    return Event.objects.using(using).create(
        kind=kind,
        actor=account,
        actor_name=_actor_name(actor, account, request)[:200],
        ip=client_address(request),
        object_kind=str(of._meta.model_name)[:40] if isinstance(of, models.Model) else "",
        object_id=str(of.pk)[:40] if isinstance(of, models.Model) and of.pk is not None else "",
        object_text=str(of or "")[:300],
        detail=detail or {},
    )


def _actor_name(actor: object, account: User | None, request: HttpRequest | None) -> str:
    if account is not None:
        return account.get_username()
    if isinstance(actor, str) and actor:
        return actor
    return UNKNOWN_ACTOR if request is not None else f"command line ({system_user()})"


def system_user() -> str:
    """Return the user that runs this process, by name if the machine has one, else by number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without an account entry
        return f"user {os.getuid()}"
