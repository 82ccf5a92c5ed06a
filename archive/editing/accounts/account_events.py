"""Audit events of accounts: sign-ins, failures, passwords and rights, from the admin and the command line alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest

from archive.models.common.current_request import current_request
from archive.models.records.audit_event import EventKind, record

# Fields of an account that decide what its person may do.
FLAGS = ("username", "email", "is_active", "is_staff", "is_superuser")
MAX_RECORDED_LETTERS = 3  # of a name that has no account


def connect() -> None:
    """Connect every receiver; calling it twice changes nothing."""
    user = get_user_model()
    user_logged_in.connect(_signed_in, dispatch_uid="event-sign-in")
    user_logged_out.connect(_signed_out, dispatch_uid="event-sign-out")
    user_login_failed.connect(_failed, dispatch_uid="event-sign-in-failed")
    user_locked_out.connect(_locked_out, dispatch_uid="event-locked-out")
    pre_save.connect(_remember_flags, sender=user, dispatch_uid="event-account-before")
    post_save.connect(_account_saved, sender=user, dispatch_uid="event-account-saved")
    for model in (user, Group):
        post_delete.connect(_deleted, sender=model, dispatch_uid=f"event-{model.__name__}-deleted")
    for through in (user.groups.through, user.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(_rights_changed, sender=through, dispatch_uid=f"event-{through.__name__}")


def _signed_in(sender: type[models.Model], request: HttpRequest | None, user: User | None, **kwargs: object) -> None:
    record(EventKind.SIGN_IN, actor=user, request=request, of=user)


def _signed_out(sender: type[models.Model], request: HttpRequest | None, user: User | None, **kwargs: object) -> None:
    if user is not None:
        record(EventKind.SIGN_OUT, actor=user, request=request, of=user)


def _failed(
    sender: type[models.Model], credentials: Mapping[str, Any], request: HttpRequest | None = None, **kwargs: object
) -> None:
    """Record a failed sign-in. Of an unknown name only the first letters: people type passwords into the wrong
    field.
    """
    if getattr(request, "axes_locked_out", False):
        return  # The lockout is recorded once, by its own signal; attempts after it check no password.
    name = str(credentials.get("username") or "")
    account = get_user_model().objects.filter(username=name[:150]).first()
    detail = {} if account else {"name": f"{name[:MAX_RECORDED_LETTERS]}…", "account": "none of this name"}
    record(EventKind.SIGN_IN_FAILED, actor=account or "unknown", request=request, of=account, detail=detail)


def _locked_out(
    sender: type[models.Model], request: HttpRequest | None, username: str, ip_address: str, **kwargs: object
) -> None:
    """Record a lockout once, when the limit is reached; `axes_failures_since_start` is not counted while locked."""
    if not getattr(request, "axes_failures_since_start", 0):
        return
    account = get_user_model().objects.filter(username=str(username or "")[:150]).first()
    detail = {"hours": settings.AXES_COOLOFF_TIME, "counted by": ip_address}
    record(EventKind.LOCKED_OUT, actor=account or "unknown", request=request, of=account, detail=detail)


def _remember_flags(
    sender: type[models.Model],
    instance: Any,
    update_fields: Collection[str] | None = None,
    raw: bool = False,
    **kwargs: object,
) -> None:
    instance.flags_before = None
    if raw or instance.pk is None or (update_fields is not None and not set(update_fields) & set(FLAGS)):
        return
    instance.flags_before = sender._default_manager.filter(pk=instance.pk).values(*FLAGS).first()


def _account_saved(
    sender: type[models.Model], instance: Any, created: bool, raw: bool = False, **kwargs: object
) -> None:
    if raw:
        return
    if created:
        record(EventKind.RIGHTS, of=instance, detail={"what": "account made", "after": _flags(instance)})
        return
    before, after = getattr(instance, "flags_before", None), _flags(instance)
    if before and before != after:
        changed = [name for name in FLAGS if before[name] != after[name]]
        detail = {"what": "account changed", "before": {name: before[name] for name in changed}}
        record(EventKind.RIGHTS, of=instance, detail=detail | {"after": {name: after[name] for name in changed}})
    # Set while a new password is saved, and not when a sign-in upgrades the hash of the old one.
    if instance._password is not None:
        record(EventKind.PASSWORD, of=instance)


def _flags(account: Any) -> dict[str, object]:
    return {name: getattr(account, name) for name in FLAGS}


def _deleted(sender: type[models.Model], instance: Any, **kwargs: object) -> None:
    record(EventKind.RIGHTS, of=instance, detail={"what": f"{instance._meta.verbose_name} deleted"})


def _rights_changed(
    sender: type[models.Model],
    instance: Any,
    action: str,
    reverse: bool,
    model: type[models.Model],
    pk_set: Collection[int] | None,
    **kwargs: object,
) -> None:
    """Record changed groups and rights of an account, and changed rights of a group.

    Rights granted by a migration are not recorded: they belong to the release.
    """
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    if sender is Group.permissions.through and current_request() is None:
        return
    if action == "pre_clear":
        pk_set = _linked(sender, instance, model)
    names = sorted(str(row) for row in model._default_manager.filter(pk__in=pk_set))
    if names:
        change = "added" if action == "post_add" else "removed"
        what = f"{model._meta.verbose_name_plural} {change}"
        record(EventKind.RIGHTS, of=instance, detail={"what": what, change: names})


def _linked(through: Any, instance: Any, model: type[models.Model]) -> list[int]:
    """Return the ids of a model's rows that a many-to-many table links to an instance."""
    columns = {field.related_model: field.attname for field in through._meta.fields if field.is_relation}
    found = through.objects.filter(**{columns[type(instance)]: instance.pk})
    return list(found.values_list(columns[model], flat=True))
