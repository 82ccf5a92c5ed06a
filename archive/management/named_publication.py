"""Option of commands that names a publication."""

from __future__ import annotations

from django.core.management.base import CommandError

from archive.editing.publications.publication_resolver import PublicationResolver
from archive.models import Publication


def named_publication(name: str) -> Publication:
    """Return the publication of a title, short name or slug. Raises `CommandError` for one that is not there."""
    row = PublicationResolver(dry_run=True).find(name) or Publication.objects.filter(slug=name).first()
    if row is None or row.pk is None:
        raise CommandError(f"The archive has no publication “{name}”.")
    return row
