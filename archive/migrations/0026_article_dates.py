"""An article may have a date of its own, and a number in a volume without issues."""

from django.db import migrations, models
from django.db.models import Q

from archive.migrations._sequences import keeping_sequences

PRECISIONS = ["day", "week", "month", "year", "inferred"]


def fields_of(model: str) -> list[migrations.AddField]:
    help_text = "When its issue is a week, a month or a volume, and it has a day."
    return [
        migrations.AddField(model, "date", models.DateField("own date", null=True, blank=True, help_text=help_text)),
        migrations.AddField(
            model,
            "date_precision",
            models.CharField(max_length=10, blank=True, editable=False, choices=[(each, each) for each in PRECISIONS]),
        ),
        migrations.AddField(
            model,
            "elocation_id",
            models.CharField(
                "elocation-id",
                max_length=40,
                blank=True,
                help_text="Its number where a volume has no issues: e1204.",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("archive", "0025_encoding_of_imports")]

    operations = keeping_sequences([
        *fields_of("article"),
        *fields_of("historicalarticle"),
        migrations.AddConstraint(
            "article",
            models.CheckConstraint(
                condition=Q(date__isnull=True, date_precision="")
                | Q(date__isnull=False, date_precision__in=PRECISIONS),
                name="article_date_has_precision",
            ),
        ),
    ])
