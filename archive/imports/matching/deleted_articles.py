"""Articles that an editor deleted, and that a file would bring back."""

from __future__ import annotations

from archive.imports.matching.issue_cache import IssueContents
from archive.imports.reading.incoming_article import ImportRejected
from archive.imports.reading.report import error
from archive.models import BatchRecord, Tombstone
from archive.models.common.tombstone import Reason


def refuse_deleted(shelf: IssueContents, title: str) -> None:
    """Raise `ImportRejected` where an editor deleted this article: no import takes a deletion back."""
    # An issue that is not there (it may have gone with its last article) would be at this address.
    shelf.issue.publication.ensure_slug()
    shelf.issue.ensure_slug()
    below = shelf.issue.get_absolute_url()
    decided = (Reason.DELETED, Reason.DISCARDED)
    graves = Tombstone.objects.filter(path__startswith=below, title=title, reason__in=decided)
    # Undoing an import takes back what a machine did, and is no decision about the text.
    undone = BatchRecord.objects.withdrawn().values("article_id")
    grave = graves.exclude(article_id__in=undone).order_by("-deleted").first()
    if grave is not None:
        raise ImportRejected(
            error(
                f"An editor deleted this article on {grave.deleted:%Y-%m-%d}",
                "Remove the file, or bring the article back with --overwrite.",
            )
        )
