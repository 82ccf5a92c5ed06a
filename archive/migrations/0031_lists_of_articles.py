"""Add lists of articles by author, topic and source. All articles are put into the outbox, to be listed by its next drain.

Pages count the articles themselves until then.
"""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models


BATCH = 5_000


def enqueue(apps, schema_editor):
    Article, OutboxEntry = (apps.get_model("archive", name) for name in ("Article", "OutboxEntry"))
    using = schema_editor.connection.alias
    ids = Article._base_manager.using(using).order_by("pk").values_list("pk", flat=True)
    entries = (OutboxEntry(article_id=pk) for pk in ids.iterator(chunk_size=BATCH))
    while some := list(islice(entries, BATCH)):
        OutboxEntry._base_manager.using(using).bulk_create(some)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0030_weeks_and_bodies"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.PositiveSmallIntegerField(choices=[(1, "Author"), (2, "Topic"), (3, "Source")])),
                ("row_id", models.PositiveBigIntegerField()),
                (
                    "part",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Whole"), (1, "Author"), (3, "Source"), (4, "Year"), (5, "Publication")]
                    ),
                ),
                ("part_id", models.PositiveBigIntegerField(default=0, help_text="A year, or the id of a row.")),
                ("articles", models.IntegerField()),
                ("citations", models.IntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["kind", "row_id", "part", "-articles", "part_id"], name="total_largest_first"),
                    models.Index(condition=models.Q(("articles", 0)), fields=["id"], name="total_of_nothing"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "row_id", "part", "part_id"), name="one_total_of_a_part")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedArticle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.PositiveSmallIntegerField(choices=[(1, "Author"), (2, "Topic"), (3, "Source")])),
                ("row_id", models.PositiveBigIntegerField()),
                ("publication_id", models.PositiveBigIntegerField()),
                ("year", models.PositiveSmallIntegerField(default=0)),
                ("citations", models.PositiveIntegerField(default=0, help_text="Of the source, in this article.")),
                (
                    "is_paired",
                    models.BooleanField(
                        default=True, help_text="Whether totals count it beside other authors and sources."
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="archive.article",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="archive.issue",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["kind", "row_id", "issue", "article"], name="listed_by_issue"),
                    models.Index(
                        condition=models.Q(("is_paired", False)), fields=["kind", "row_id"], name="listed_unpaired"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("article", "kind", "row_id"), name="listed_once")],
            },
        ),
        migrations.RunPython(enqueue, migrations.RunPython.noop),
    ]
