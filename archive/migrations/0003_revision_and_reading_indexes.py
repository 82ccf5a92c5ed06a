"""The archive's revision, authors by family name, and indexes that answer what readers may see."""

import django.db.models
from django.db import migrations, models

from archive.text.names.personal_names import sort_key


def fill_sort_keys(apps, schema_editor):
    authors = apps.get_model("archive", "Author").objects.using(schema_editor.connection.alias)
    for author in authors.filter(sort_key="").iterator():
        authors.filter(pk=author.pk).update(sort_key=sort_key(author.name)[:200])


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_where_imports_left_off")]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stamp", models.UUIDField()),
                ("changed", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_revision")],
            },
        ),
        migrations.AddField(
            model_name="author",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(fill_sort_keys, migrations.RunPython.noop),
        migrations.AlterModelOptions(name="author", options={"ordering": ["sort_key", "pk"]}),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["issue", "status", "publish_at"], name="article_shown_in_issue"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=django.db.models.Q(("publish_at__isnull", False)),
                fields=["publish_at"],
                name="article_publish_at",
            ),
        ),
    ]
