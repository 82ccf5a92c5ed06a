"""Models and fields get the field's usual names; whatever names them in rows follows."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# Old name, new name, name on screen.
MODELS = [
    ("Batch", "ImportBatch", "import"),
    ("BatchRecord", "ImportRecord", "record of an import"),
    ("BatchEffect", "ImportSideEffect", "side effect of an import"),
    ("IndexChange", "OutboxEntry", "search index entry"),
    ("SetAside", "DismissedWarning", "dismissed warning"),
    ("UnsavedWork", "AutosaveDraft", "unsaved work"),
    ("Revision", "SiteRevision", "site revision"),
]
FIELDS = {
    "Batch": [("heard_of", "heartbeat_at"), ("stop_asked", "stop_requested"), ("files_kept", "files_stored")],
    "BatchRecord": [
        ("place", "sequence"),
        ("taken", "applied"),
        ("left_version", "version_after"),
        ("left_digest", "digest_after"),
        ("undoing", "undo_result"),
        ("undoing_note", "undo_note"),
    ],
    "BatchEffect": [("left", "after")],
    "IndexChange": [("set_aside", "dead_letter")],
    "BulkTask": [("heard_of", "heartbeat_at"), ("stop_asked", "stop_requested")],
    "InternalLink": [("fault", "error")],
    "Merge": [
        ("kept_id", "target_id"),
        ("kept_name", "target_name"),
        ("lost_names", "duplicate_names"),
        ("undoing", "undo_summary"),
    ],
    "HistoricalArticle": [
        ("authors_then", "authors_snapshot"),
        ("topics_then", "topics_snapshot"),
        ("text_then", "text_snapshot"),
        ("kept_then", "related_snapshot"),
    ],
    "HistoricalSource": [("names_then", "names_snapshot")],
}
# Values of columns that name a kind of row or of decision: model, column, old value, new value.
VALUES = [
    *(("Event", "object_kind", old.lower(), new.lower()) for old, new, _ in MODELS),
    ("BulkTask", "action", "set-aside", "dismiss"),
    ("BulkTask", "action", "delete-setaside", "delete-dismissedwarning"),
    ("BulkRecord", "kind", "set aside", "dismissed"),
    ("BulkRecord", "kind", "deleted setaside", "deleted dismissedwarning"),
]


def rename_forwards(apps, schema_editor):
    using = schema_editor.connection.alias
    for model, column, old, new in VALUES:
        apps.get_model("archive", model)._base_manager.using(using).filter(**{column: old}).update(**{column: new})
    for old, new, verbose_name in MODELS:
        _rename_permissions(apps, using, old.lower(), new.lower(), verbose_name)


def rename_backwards(apps, schema_editor):
    using = schema_editor.connection.alias
    for old, new, verbose_name in MODELS:
        _rename_permissions(apps, using, new.lower(), old.lower(), verbose_name)
    for model, column, old, new in VALUES:
        apps.get_model("archive", model)._base_manager.using(using).filter(**{column: new}).update(**{column: old})


def _rename_permissions(apps, using, old, new, verbose_name):
    """Rename a model's content type, and its permissions, which groups and accounts keep.

    `migrate` has renamed the content type already, but for a schema that is made without signals.
    """
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using).filter(app_label="archive")
    if not content_types.filter(model=new).exists():
        content_types.filter(model=old).update(model=new)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for permission in permissions.filter(content_type__app_label="archive", codename__endswith=f"_{old}"):
        action = permission.codename.removesuffix(f"_{old}")
        permission.codename = f"{action}_{new}"
        if action in ("add", "change", "delete", "view"):
            permission.name = f"Can {action} {verbose_name}"
        permission.save(update_fields=["codename", "name"])


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0019_plain_words"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="batch", name="batch_state_is_known"),
        migrations.RemoveConstraint(model_name="batch", name="batch_task_is_known"),
        migrations.RemoveConstraint(model_name="setaside", name="set_aside_once"),
        migrations.RemoveConstraint(model_name="setaside", name="finding_kind_is_known"),
        migrations.RemoveConstraint(model_name="unsavedwork", name="one_unsaved_work_per_form"),
        migrations.RemoveConstraint(model_name="revision", name="there_is_one_revision"),
        migrations.RemoveIndex(model_name="batchrecord", name="archive_bat_batch_i_65bc82_idx"),
        migrations.RemoveIndex(model_name="batchrecord", name="batch_records_to_take"),
        migrations.RemoveIndex(model_name="batcheffect", name="archive_bat_batch_i_b28894_idx"),
        migrations.RemoveIndex(model_name="internallink", name="link_with_fault"),
        migrations.RemoveIndex(model_name="merge", name="merge_into"),
        *(
            migrations.RenameField(model_name=model.lower(), old_name=old, new_name=new)
            for model, fields in FIELDS.items()
            for old, new in fields
        ),
        *(migrations.RenameModel(old_name=old, new_name=new) for old, new, _ in MODELS),
        migrations.AlterModelOptions(
            name="importbatch",
            options={
                "ordering": ["-pk"],
                "permissions": [("undo_importbatch", "Can undo an import")],
                "verbose_name": "import",
            },
        ),
        migrations.AlterModelOptions(
            name="importrecord",
            options={
                "ordering": ["batch", "sequence"],
                "verbose_name": "record of an import",
                "verbose_name_plural": "records of imports",
            },
        ),
        migrations.AlterModelOptions(
            name="importsideeffect",
            options={"verbose_name": "side effect of an import", "verbose_name_plural": "side effects of imports"},
        ),
        migrations.AlterModelOptions(
            name="autosavedraft", options={"verbose_name": "unsaved work", "verbose_name_plural": "unsaved work"}
        ),
        migrations.AlterField(
            model_name="importrecord",
            name="article",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="import_records",
                to="archive.article",
            ),
        ),
        migrations.AlterField(
            model_name="bulktask",
            name="undoes",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="undo_tasks",
                to="archive.bulktask",
            ),
        ),
        migrations.AlterField(model_name="bulkrecord", name="kind", field=models.CharField(max_length=40)),
        migrations.AddIndex(
            model_name="importrecord",
            index=models.Index(fields=["batch", "sequence"], name="archive_imp_batch_i_c44a6f_idx"),
        ),
        migrations.AddIndex(
            model_name="importrecord",
            index=models.Index(
                condition=Q(applied=False, chosen=True), fields=["batch", "file"], name="import_records_to_apply"
            ),
        ),
        migrations.AddIndex(
            model_name="importsideeffect",
            index=models.Index(fields=["batch", "kind"], name="archive_imp_batch_i_52f155_idx"),
        ),
        migrations.AddIndex(
            model_name="internallink",
            index=models.Index(condition=~Q(error=""), fields=["article"], name="link_with_error"),
        ),
        migrations.AddIndex(
            model_name="merge", index=models.Index(fields=["kind", "target_id"], name="merge_into")
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=Q(state__in=["uploaded", "running", "previewed", "done", "stopped", "failed", "undone"]),
                name="import_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=Q(task__in=["preview", "import", "undo"]), name="import_task_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dismissedwarning",
            constraint=models.UniqueConstraint(fields=("kind", "row_id", "key"), name="dismissed_once"),
        ),
        migrations.AddConstraint(
            model_name="dismissedwarning",
            constraint=models.CheckConstraint(
                condition=Q(
                    kind__in=["missing", "double", "disorder", "author", "body", "import", "links", "references"]
                ),
                name="warning_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="autosavedraft",
            constraint=models.UniqueConstraint(fields=("user", "form_key"), name="one_autosave_draft_per_form"),
        ),
        migrations.AddConstraint(
            model_name="siterevision",
            constraint=models.CheckConstraint(condition=Q(id=1), name="there_is_one_site_revision"),
        ),
        migrations.RunPython(rename_forwards, rename_backwards),
    ]
