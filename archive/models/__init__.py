"""Rows, their constraints, and querysets that read as sentences."""

from archive.models.article import Article, ArticleOrigin, Authorship, Status
from archive.models.author import Author
from archive.models.batch import Batch, BatchEffect, BatchRecord, BatchState, ColumnMapping, Task, Undoing
from archive.models.bulk import BulkRecord, BulkState, BulkTask
from archive.models.citation import Citation, CitationStatus, CrossReference
from archive.models.event import Event, EventKind
from archive.models.finding import FindingKind, SetAside
from archive.models.history import version_model, versions_of
from archive.models.issue import Issue
from archive.models.link import Fault, InternalLink
from archive.models.merge import Merge, MergeKind
from archive.models.outbox import IndexChange
from archive.models.picture import Picture, PictureUse
from archive.models.publication import Genre, Publication
from archive.models.redirect import SlugRedirect
from archive.models.revision import Revision
from archive.models.source import Source, SourceKind, SourceName
from archive.models.tombstone import Tombstone
from archive.models.topic import Topic
from archive.models.unsaved_work import UnsavedWork

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
