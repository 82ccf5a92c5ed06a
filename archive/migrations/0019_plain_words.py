"""Plain words on screen: names of models and choices. No column changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0018_decisions_on_many_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="indexchange",
            options={"verbose_name": "search index entry", "verbose_name_plural": "search index queue"},
        ),
        migrations.AlterModelOptions(
            name="setaside",
            options={
                "ordering": ["-at", "-pk"],
                "verbose_name": "dismissed warning",
                "verbose_name_plural": "dismissed warnings",
            },
        ),
        migrations.AlterModelOptions(
            name="tombstone",
            options={
                "ordering": ["-deleted"],
                "verbose_name": "deleted or withdrawn address",
                "verbose_name_plural": "deleted and withdrawn addresses",
            },
        ),
        migrations.AlterField(
            model_name="indexchange",
            name="set_aside",
            field=models.BooleanField(db_index=True, default=False, verbose_name="dead letter"),
        ),
        migrations.AlterField(
            model_name="setaside",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dismissed by",
            ),
        ),
        migrations.AlterField(
            model_name="setaside",
            name="kind",
            field=models.CharField(
                choices=[
                    ("missing", "Missing numbers"),
                    ("double", "Duplicate issue numbers"),
                    ("disorder", "Dates out of order"),
                    ("author", "Articles without author"),
                    ("body", "Articles without body"),
                    ("import", "Import problems"),
                    ("links", "Broken links"),
                    ("references", "References to issues that are not here"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="setaside",
            name="text",
            field=models.CharField(blank=True, max_length=300, verbose_name="warning"),
        ),
    ]
