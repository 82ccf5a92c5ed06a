"""Models: rows, their constraints, and querysets with domain methods."""

from archive.models.catalogue.article import Article, ArticleOrigin, Authorship, Status
from archive.models.catalogue.author import Author
from archive.models.catalogue.citation import Citation, CitationKind, CitationStatus, CrossReference
from archive.models.catalogue.internal_link import Fault, InternalLink
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.picture import Picture, PictureUse
from archive.models.catalogue.publication import Genre, Publication
from archive.models.catalogue.source import Source, SourceKind, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common.outbox import IndexChange
from archive.models.common.redirect import SlugRedirect
from archive.models.common.tombstone import Tombstone
from archive.models.records.audit_event import Event, EventKind
from archive.models.records.autosave_draft import UnsavedWork
from archive.models.records.bulk_task import BulkRecord, BulkState, BulkTask
from archive.models.records.dismissed_warning import FindingKind, SetAside
from archive.models.records.import_batch import (
    Batch,
    BatchEffect,
    BatchRecord,
    BatchState,
    ColumnMapping,
    Task,
    Undoing,
)
from archive.models.records.merge import Merge, MergeKind
from archive.models.records.site_revision import Revision
from archive.models.records.versions import version_model, versions_of

__all__ = [
    "Article",
    "ArticleOrigin",
    "Author",
    "Authorship",
    "Batch",
    "BatchEffect",
    "BatchRecord",
    "BatchState",
    "BulkRecord",
    "BulkState",
    "BulkTask",
    "Citation",
    "CitationKind",
    "CitationStatus",
    "ColumnMapping",
    "CrossReference",
    "Event",
    "EventKind",
    "Fault",
    "FindingKind",
    "Genre",
    "IndexChange",
    "InternalLink",
    "Issue",
    "Merge",
    "MergeKind",
    "Picture",
    "PictureUse",
    "Publication",
    "Revision",
    "SetAside",
    "SlugRedirect",
    "Source",
    "SourceKind",
    "SourceName",
    "Status",
    "Task",
    "Tombstone",
    "Topic",
    "Undoing",
    "UnsavedWork",
    "version_model",
    "versions_of",
]
