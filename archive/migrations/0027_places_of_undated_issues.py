"""Place issues without a printed date between their neighbours by number, no longer before all others of the year."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

PRINTED_DAYS = ("day", "week", "month")


def place(apps, schema_editor):
    Issue = apps.get_model("archive", "Issue")
    issues = Issue._base_manager.using(schema_editor.connection.alias)
    undated = issues.exclude(date_precision__in=PRINTED_DAYS).exclude(number="")
    for issue in undated.only("publication_id", "volume", "number_key", "sort_date").iterator(chunk_size=500):
        dated = issues.filter(publication=issue.publication_id, volume=issue.volume, date_precision__in=PRINTED_DAYS)
        dated = dated.exclude(number="")
        lower = dated.filter(number_key__lt=issue.number_key).order_by("-number_key", "-date")
        higher = dated.filter(number_key__gt=issue.number_key).order_by("number_key", "date")
        days = lower.values_list("date", flat=True)[:1] or higher.values_list("date", flat=True)[:1]
        for day in days:
            if day != issue.sort_date:
                issues.filter(pk=issue.pk).update(sort_date=day)


class Migration(migrations.Migration):
    dependencies = [("archive", "0026_article_dates")]

    operations = [
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["publication", "date"], condition=Q(date_precision="inferred"), name="issue_by_inferred_day"
            ),
        ),
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
