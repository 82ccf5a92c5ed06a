"""List the first week of a year in that year, where its Monday lies in the year before; sort bodies by their names."""

from __future__ import annotations

from django.db import migrations
from django.db.models import F

from archive.text.names.personal_names import sort_key


def count_by_thursday(apps, schema_editor):
    database = schema_editor.connection.alias
    Issue, Article, OutboxEntry = (apps.get_model("archive", name) for name in ("Issue", "Article", "OutboxEntry"))
    weeks = Issue._base_manager.using(database).filter(date_precision="week", date__month=12, date__day__gte=29)
    weeks = weeks.filter(year=F("date__year"))
    issues = list(weeks.values_list("pk", flat=True))
    articles = Article._base_manager.using(database).filter(issue__in=issues).values_list("pk", flat=True)
    OutboxEntry._base_manager.using(database).bulk_create([OutboxEntry(article_id=pk) for pk in articles])
    Issue._base_manager.using(database).filter(pk__in=issues).update(year=F("date__year") + 1)


def sort_bodies_by_name(apps, schema_editor):
    authors = apps.get_model("archive", "Author")._base_manager.using(schema_editor.connection.alias)
    for author in authors.only("name", "sort_key").iterator():
        key = sort_key(author.name)[:200]
        if key != author.sort_key:
            authors.filter(pk=author.pk).update(sort_key=key)


class Migration(migrations.Migration):
    dependencies = [("archive", "0029_error_sentences")]

    operations = [
        migrations.RunPython(count_by_thursday, migrations.RunPython.noop),
        migrations.RunPython(sort_bodies_by_name, migrations.RunPython.noop),
    ]
