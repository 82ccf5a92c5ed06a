"""Groups and their permissions: "Contributors", "Editors", "Publishers", each with those of the one before.

They are updated after every migration. Rules that depend on the single article (its author, its status) are in
`archive.editing.publishing.workflow`, which checks these permissions.
"""

from __future__ import annotations

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

CONTRIBUTORS, EDITORS, PUBLISHERS = "Contributors", "Editors", "Publishers"

# Article permissions beyond Django's four, for `user.has_perm(PUBLISH)`.
PUBLISH = "archive.publish_article"
EDIT_ANY = "archive.edit_every_article"

# A model with permissions by their short names, or a custom one by its whole name.
CONTRIBUTORS_RIGHTS = {
    "article": ("add", "change", "view"),
    "authorship": ("add", "change", "delete", "view"),
    "articleorigin": ("view",),
    "publication": ("view",),
    "issue": ("view",),
    "author": ("add", "view"),
    "topic": ("view",),
    "source": ("view",),
    "sourcename": ("view",),
    "citation": ("view",),
    "crossreference": ("view",),
    "picture": ("add", "view"),
    "bulktask": ("view",),
}
# Deleting publications and reading accounts is for administrators.
EDITORS_RIGHTS = {
    "article": ("edit_every", "delete"),
    "articleorigin": ("delete",),
    "publication": ("add", "change"),
    "issue": ("add", "change", "delete"),
    "author": ("change", "delete"),
    "topic": ("add", "change", "delete"),
    "source": ("add", "change", "delete"),
    "sourcename": ("add", "change", "delete"),
    "citation": ("add", "change", "delete"),
    "outboxentry": ("change", "view"),
    "tombstone": ("view",),
    "picture": ("change", "delete"),
    "importbatch": ("add", "undo", "view"),
    "importrecord": ("view",),
    "merge": ("view", "undo"),
    "dismissedwarning": ("add", "delete", "view"),
    "internallink": ("view",),
}
PUBLISHERS_RIGHTS = {
    "article": ("publish",),
    "event": ("view",),
}
GROUPS = {
    CONTRIBUTORS: (CONTRIBUTORS_RIGHTS,),
    EDITORS: (CONTRIBUTORS_RIGHTS, EDITORS_RIGHTS),
    PUBLISHERS: (CONTRIBUTORS_RIGHTS, EDITORS_RIGHTS, PUBLISHERS_RIGHTS),
}


def codenames_of(group: str) -> set[str]:
    """Return the codenames of a group's permissions: {"add_article", "publish_article", …}."""
    return {f"{right}_{model}" for rights in GROUPS[group] for model, wanted in rights.items() for right in wanted}


def grant_rights(app_config, using: str, **kwargs) -> None:
    """Create the groups on the first call; later calls add permissions of a new version, and remove none."""
    create_permissions(app_config, verbosity=0, using=using)
    for name in GROUPS:
        group, _ = Group.objects.using(using).get_or_create(name=name)
        wanted = Permission.objects.using(using).filter(
            content_type__app_label="archive", codename__in=codenames_of(name)
        )
        group.permissions.add(*wanted.exclude(group=group))
