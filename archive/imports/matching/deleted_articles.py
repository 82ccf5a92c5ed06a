"""Deleted articles: no import brings an article back that an editor deleted."""

from __future__ import annotations

from archive.imports.matching.issue_cache import IssueContents
from archive.imports.reading.incoming_article import ImportRejected
from archive.imports.reading.report import error
from archive.models import ImportRecord, Tombstone
from archive.models.common.tombstone import Reason


def refuse_deleted(contents: IssueContents, title: str) -> None:
    """Raise `ImportRejected` if an editor deleted this article."""
    # An issue that does not exist (it may have been deleted with its last article) would have this address.
    contents.issue.publication.ensure_slug()
    contents.issue.ensure_slug()
    below = contents.issue.get_absolute_url()
    decided = (Reason.DELETED, Reason.DISCARDED)
    tombstones = Tombstone.objects.filter(path__startswith=below, title=title, reason__in=decided)
    # Undoing an import reverts a machine's work, and is not a decision about the text.
    undone = ImportRecord.objects.withdrawn().values("article_id")
    tombstone = tombstones.exclude(article_id__in=undone).order_by("-deleted").first()
    if tombstone is not None:
        raise ImportRejected(
            error(
                f"An editor deleted this article on {tombstone.deleted:%Y-%m-%d}",
                "Remove the file, or bring the article back with --overwrite.",
            )
        )
