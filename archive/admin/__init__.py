"""The admin for editors: thin ModelAdmins over the rows."""

from django.contrib import admin
from django.contrib.auth.models import Group, User

from archive.admin.accounts.accounts import AccountAdmin, RightsAdmin
from archive.admin.articles.article import ArticleAdmin
from archive.admin.articles.pictures import PictureAdmin
from archive.admin.authorities.author_and_topic import AuthorAdmin, TopicAdmin
from archive.admin.authorities.merge_log import MergeAdmin
from archive.admin.authorities.publication import PublicationAdmin
from archive.admin.authorities.source import SourceAdmin
from archive.admin.bulk.bulk_task import BulkTaskAdmin
from archive.admin.imports.import_batch import ImportBatchAdmin
from archive.admin.issues.issue import IssueAdmin
from archive.admin.records.audit_log import EventAdmin
from archive.admin.records.outbox import OutboxEntryAdmin
from archive.admin.records.tombstone import TombstoneAdmin
from archive.admin.review.citation import CitationAdmin
from archive.admin.review.dismissed import DismissedWarningAdmin
from archive.models import (
    Article,
    Author,
    BulkTask,
    Citation,
    DismissedWarning,
    Event,
    ImportBatch,
    Issue,
    Merge,
    OutboxEntry,
    Picture,
    Publication,
    Source,
    Tombstone,
    Topic,
)

admin.site.site_header = "Backfile"
admin.site.site_title = "Backfile editors"
admin.site.index_title = "Editors’ desk"
admin.site.register(Publication, PublicationAdmin)
admin.site.register(Issue, IssueAdmin)
admin.site.register(Article, ArticleAdmin)
admin.site.register(Author, AuthorAdmin)
admin.site.register(Topic, TopicAdmin)
admin.site.register(Source, SourceAdmin)
admin.site.register(Citation, CitationAdmin)
admin.site.register(OutboxEntry, OutboxEntryAdmin)
admin.site.register(Tombstone, TombstoneAdmin)
admin.site.register(DismissedWarning, DismissedWarningAdmin)
admin.site.register(ImportBatch, ImportBatchAdmin)
admin.site.register(BulkTask, BulkTaskAdmin)
admin.site.register(Event, EventAdmin)
admin.site.register(Merge, MergeAdmin)
admin.site.register(Picture, PictureAdmin)
# Django registers its own pages for accounts when they are imported, above.
admin.site.unregister([User, Group])
admin.site.register(User, AccountAdmin)
admin.site.register(Group, RightsAdmin)
