"""Models: rows, their constraints, and querysets with domain methods."""

from archive.models.catalogue.article import Article, Authorship, Status
from archive.models.catalogue.article_origin import ArticleOrigin
from archive.models.catalogue.author import Author
from archive.models.catalogue.citation import Citation, CitationKind, CitationStatus, CrossReference
from archive.models.catalogue.internal_link import InternalLink, LinkError
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.listed_article import ListedArticle, ListKind, ListTotal, PartKind
from archive.models.catalogue.picture import Picture, PictureUse
from archive.models.catalogue.publication import Genre, Publication
from archive.models.catalogue.source import Source, SourceKind, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common.outbox import OutboxEntry
from archive.models.common.redirect import SlugRedirect
from archive.models.common.tombstone import Tombstone
from archive.models.records.audit_event import Event, EventKind
from archive.models.records.autosave_draft import AutosaveDraft
from archive.models.records.bulk_task import BulkRecord, BulkState, BulkTask
from archive.models.records.dismissed_warning import DismissedWarning, WarningKind
from archive.models.records.import_batch import (
    ColumnMapping,
    ImportBatch,
    ImportRecord,
    ImportSideEffect,
    ImportState,
    ImportTask,
    UndoResult,
)
from archive.models.records.merge import Merge, MergeKind
from archive.models.records.review_note import ReviewNote, ReviewStep
from archive.models.records.site_revision import SiteRevision
from archive.models.records.versions import version_model, versions_of

__all__ = [
    "Article",
    "ArticleOrigin",
    "Author",
    "Authorship",
    "AutosaveDraft",
    "BulkRecord",
    "BulkState",
    "BulkTask",
    "Citation",
    "CitationKind",
    "CitationStatus",
    "ColumnMapping",
    "CrossReference",
    "DismissedWarning",
    "Event",
    "EventKind",
    "Genre",
    "ImportBatch",
    "ImportRecord",
    "ImportSideEffect",
    "ImportState",
    "ImportTask",
    "InternalLink",
    "Issue",
    "LinkError",
    "ListKind",
    "ListTotal",
    "ListedArticle",
    "Merge",
    "MergeKind",
    "OutboxEntry",
    "PartKind",
    "Picture",
    "PictureUse",
    "Publication",
    "ReviewNote",
    "ReviewStep",
    "SiteRevision",
    "SlugRedirect",
    "Source",
    "SourceKind",
    "SourceName",
    "Status",
    "Tombstone",
    "Topic",
    "UndoResult",
    "WarningKind",
    "version_model",
    "versions_of",
]
