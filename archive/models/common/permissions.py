"""The groups "Contributors", "Editors" and "Publishers", each with all that the one before may, and what is its own.

They are set after every migration. What depends on the single article (whose it is, where it stands) is decided in
`archive.editing.publishing.workflow`; these are the rights that it asks for.
"""

from __future__ import annotations

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

CONTRIBUTORS, EDITORS, PUBLISHERS = "Contributors", "Editors", "Publishers"

# Rights of the article beyond Django's four, as they are asked: `user.has_perm(PUBLISH)`.
PUBLISH = "archive.publish_article"
EDIT_ANY = "archive.edit_every_article"

# A model with rights by their short names, or a right of its own by its whole name.
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
# Deleting publications and reading accounts are an administrator's.
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
    "indexchange": ("change", "view"),
    "tombstone": ("view",),
    "picture": ("change", "delete"),
    "batch": ("add", "undo", "view"),
    "batchrecord": ("view",),
    "merge": ("view", "undo"),
    "setaside": ("add", "delete", "view"),
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
    """The codenames of a group's rights: {"add_article", "publish_article", …}."""
    return {f"{right}_{model}" for rights in GROUPS[group] for model, wanted in rights.items() for right in wanted}


def grant_rights(app_config, using: str, **kwargs) -> None:
    """Make the groups on the first call; later calls add rights that a new version brings, and take none away."""
    create_permissions(app_config, verbosity=0, using=using)
    for name in GROUPS:
        group, _ = Group.objects.using(using).get_or_create(name=name)
        wanted = Permission.objects.using(using).filter(
            content_type__app_label="archive", codename__in=codenames_of(name)
        )
        group.permissions.add(*wanted.exclude(group=group))
