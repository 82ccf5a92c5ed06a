"""Imports: each with a record for every article that came in, so that each can be shown and undone."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from archive.models.catalogue.article import Article, Status
from archive.models.catalogue.issue import MAX_VOLUME
from archive.models.records.task import Task
from archive.text.numbering.habits import LABELS


class ImportState(models.TextChoices):
    UPLOADED = "uploaded"
    RUNNING = "running"
    PREVIEWED = "previewed"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    UNDONE = "undone"


class ImportTask(models.TextChoices):
    """Task that runs on an import, or ran when it stopped."""

    PREVIEW = "preview"
    IMPORT = "import"
    UNDO = "undo"


class ImportBatchQuerySet(models.QuerySet):
    def with_uploads_older_than(self, moment: datetime.datetime) -> ImportBatchQuerySet:
        """Filter imports of the admin that are idle since a moment: their uploaded files may be deleted."""
        return self.filter(files_stored=True, changed__lt=moment).exclude(state=ImportState.RUNNING)


class ImportBatch(Task):
    """One import: its account and files, how they are read, and its progress. It is named by its number."""

    class Origin(models.TextChoices):
        DESK = "desk"
        COMMAND_LINE = "command line"

    task_kind: ClassVar[str] = "import"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="account"
    )
    by_name = models.CharField("by", max_length=150, blank=True, help_text="Stays when the account goes.")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.DESK)
    name = models.CharField(max_length=300, help_text="What was uploaded, or named on the command line.")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED, db_index=True)
    task = models.CharField(max_length=8, choices=ImportTask, default=ImportTask.PREVIEW)

    publication = models.CharField(
        max_length=200, blank=True, help_text="For texts whose header names none: title or abbreviation."
    )
    numbering = models.CharField(
        max_length=20, blank=True, choices=[(each.value, label) for each, label in LABELS.items()]
    )
    volume = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(MAX_VOLUME)])
    number = models.CharField("issue", max_length=40, blank=True)
    status = models.CharField("new articles", max_length=12, default=Status.DRAFT)
    overwrite = models.BooleanField(
        "let files win", default=False, help_text="Files win over what editors changed or deleted since."
    )
    encoding = models.CharField(max_length=40, blank=True, help_text="Of the files, where a person named it.")
    tables = models.JSONField(
        default=list, blank=True, help_text="The columns of its tables, with samples and the field that each fills."
    )

    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0, help_text="Updates taken back.")
    withdrawn = models.PositiveIntegerField(default=0, help_text="Created articles deleted, with a tombstone.")
    left = models.PositiveIntegerField(default=0, help_text="Records that undoing left alone.")

    begun = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    undone = models.DateTimeField(null=True)
    undone_by_name = models.CharField("undone by", max_length=150, blank=True)
    files_stored = models.BooleanField(default=False, help_text="Whether the uploaded files are still there.")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-pk"]
        permissions = [("undo_importbatch", "Can undo an import")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_is_known"),
            models.CheckConstraint(condition=Q(task__in=ImportTask.values), name="import_task_is_known"),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}"

    @property
    def wrote_anything(self) -> bool:
        return bool(self.created or self.updated)


class ImportRecordQuerySet(models.QuerySet):
    def to_apply(self) -> ImportRecordQuerySet:
        """Filter records still to be applied."""
        return self.filter(chosen=True, applied=False)

    def to_undo(self) -> ImportRecordQuerySet:
        """Filter records still to be undone; skipped ones are tried again."""
        return self.filter(applied=True).exclude(
            undo_result__in=(UndoResult.RESTORED, UndoResult.WITHDRAWN, UndoResult.GONE)
        )

    def withdrawn(self) -> ImportRecordQuerySet:
        """Filter records whose article was deleted when the import was undone."""
        return self.filter(undo_result=UndoResult.WITHDRAWN, article__isnull=False)


class UndoResult(models.TextChoices):
    """Result of undoing a record."""

    NOT_YET = "", "not undone"
    RESTORED = "restored", "put back as it was"
    WITHDRAWN = "withdrawn", "withdrawn"
    GONE = "gone", "was gone already"
    SKIPPED = "left", "left as it is"


class ImportRecord(models.Model):
    """Outcome of one file, or of one record of a file: as previewed, then as applied."""

    class Action(models.TextChoices):
        """Action, with the values of `archive.imports.reading.report.Action`."""

        CREATE = "create"
        UPDATE = "update"
        UNCHANGED = "unchanged"
        REFUSE = "refuse", "refused"
        SKIP = "skip", "skipped"
        READ = "read", "file as a whole"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="records", db_index=False)
    sequence = models.PositiveIntegerField(help_text="In the order of reading.")
    upload = models.CharField(max_length=300, blank=True, help_text="The zip file or folder that it lay in.")
    file = models.CharField(max_length=700)
    line = models.PositiveIntegerField(null=True)
    action = models.CharField(max_length=10, choices=Action)
    chosen = models.BooleanField(default=False)
    applied = models.BooleanField(default=False, help_text="Whether the archive was changed by it.")
    # No constraint, so that the id remains when the article is deleted: its tombstone is found by it.
    article = models.ForeignKey(
        Article, models.DO_NOTHING, null=True, db_constraint=False, related_name="import_records"
    )
    title = models.CharField(max_length=500, blank=True)
    issue_shown = models.CharField("issue", max_length=300, blank=True)
    problems = models.JSONField(default=list)
    facts = models.JSONField(default=dict, help_text="What was read of a new article, for the preview.")
    changes = models.JSONField(default=dict, help_text="Of an update: each changed field as it was and as it is to be.")
    seen_version = models.PositiveIntegerField(null=True, help_text="The article's version that the preview compared.")
    before = models.JSONField(null=True, help_text="Of an update: all that it replaced.")
    received_before = models.BinaryField(null=True, help_text="Of an update: what had come in before, compressed.")
    version_after = models.PositiveIntegerField(null=True, help_text="The article's version that the import left.")
    digest_after = models.CharField(max_length=64, blank=True, help_text="Of the texts that the import left.")
    undo_result = models.CharField(max_length=10, choices=UndoResult, default=UndoResult.NOT_YET, blank=True)
    undo_note = models.TextField(blank=True)

    objects = ImportRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "record of an import"
        verbose_name_plural = "records of imports"
        ordering = ["batch", "sequence"]
        # Few, because every imported article has to update each.
        indexes = [
            models.Index(fields=["batch", "sequence"]),
            models.Index(
                fields=["batch", "file"], condition=Q(chosen=True, applied=False), name="import_records_to_apply"
            ),
        ]

    def __str__(self) -> str:
        return self.file


class ImportSideEffect(models.Model):
    """Side effect of an import: a publication, an issue and its date, an author, a topic or a source.

    `before` is None for a created row, else the values that were replaced; `after` are those that the import set.
    """

    class Kind(models.TextChoices):
        PUBLICATION = "publication"
        ISSUE = "issue"
        AUTHOR = "author"
        TOPIC = "topic"
        SOURCE = "source"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="effects", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = "side effect of an import"
        verbose_name_plural = "side effects of imports"
        indexes = [models.Index(fields=["batch", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class ColumnMapping(models.Model):
    """Mapping of a table's columns, as a person chose it, for the next table with the same columns."""

    fingerprint = models.CharField(max_length=64, unique=True, help_text="Of the names of the columns, in any order.")
    names = models.JSONField(help_text="The names of the columns, as they stand in the table.")
    fields = models.JSONField(help_text="The field that each column fills; nothing where it is not used.")
    publication = models.CharField(max_length=200, blank=True, help_text="Of tables that do not say it.")
    changed = models.DateTimeField(auto_now=True)
    used = models.DateTimeField(null=True, help_text="When an import last read a table by it.")

    class Meta:
        ordering = ["-changed"]

    def __str__(self) -> str:
        return ", ".join(self.names)[:200]
