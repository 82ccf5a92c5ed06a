"""The group "Editors", with exactly the rights that adding to an archive needs; set after every migration."""

from __future__ import annotations

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

EDITORS = "Editors"
# Deleting publications and reading accounts are an administrator's.
EDITORS_RIGHTS = {
    "publication": ("add", "change", "view"),
    "issue": ("add", "change", "delete", "view"),
    "article": ("add", "change", "delete", "view"),
    "authorship": ("add", "change", "delete", "view"),
    "author": ("add", "change", "delete", "view"),
    "topic": ("add", "change", "delete", "view"),
    "source": ("add", "change", "delete", "view"),
    "sourcename": ("add", "change", "delete", "view"),
    "citation": ("add", "change", "delete", "view"),
    "crossreference": ("view",),
    "articleorigin": ("view", "delete"),
    "indexchange": ("change", "view"),
    "picture": ("add", "change", "delete", "view"),
    "tombstone": ("view",),
}


def grant_editors_rights(app_config, using: str, **kwargs) -> None:
    """Make the group on its first call; later calls add rights that a new version brings, and take none away."""
    create_permissions(app_config, verbosity=0, using=using)
    codenames = [f"{right}_{model}" for model, rights in EDITORS_RIGHTS.items() for right in rights]
    editors, _ = Group.objects.using(using).get_or_create(name=EDITORS)
    wanted = Permission.objects.using(using).filter(content_type__app_label="archive", codename__in=codenames)
    editors.permissions.add(*wanted.exclude(group=editors))
