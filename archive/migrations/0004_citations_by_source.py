"""Indexes that count citations by source and by article; those of the foreign keys go, being parts of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_revision_and_reading_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="citation",
            name="article",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="citations",
                to="archive.article",
            ),
        ),
        migrations.AlterField(
            model_name="citation",
            name="source",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="citations",
                to="archive.source",
            ),
        ),
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(fields=["source", "status", "article"], name="citation_of_source"),
        ),
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(fields=["article", "status", "source"], name="citation_in_article"),
        ),
    ]
