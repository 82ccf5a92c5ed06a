"""What readers never saw leaves nothing at its address: tombstones of such articles are marked, such redirects go.

Only where the versions of an article say so. One that was withdrawn when its versions began may have been public before.
"""

from django.db import migrations, models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Now


def _versions(apps, alias):
    return apps.get_model("archive", "HistoricalArticle").objects.using(alias).order_by()


def _maybe_public(apps, alias):
    """Versions that readers could see while they stood, and withdrawn ones, which they may have seen before."""
    later = _versions(apps, alias).filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    replaced = Subquery(later.order_by("history_id").values("history_date")[:1])
    until = Case(When(history_type="-", then=F("history_date")), default=Coalesce(replaced, Now()))
    published = Q(status="published") & (Q(publish_at=None) | Q(publish_at__lte=F("stood_until")))
    return _versions(apps, alias).alias(stood_until=until).filter(published | Q(status="withdrawn"))


def forget_what_was_never_public(apps, schema_editor):
    alias = schema_editor.connection.alias
    known, public = _versions(apps, alias), _maybe_public(apps, alias)
    of_stone = {"id": OuterRef("article_id")}
    stones = apps.get_model("archive", "Tombstone").objects.using(alias).filter(reason="deleted")
    stones.filter(Exists(known.filter(**of_stone)), ~Exists(public.filter(**of_stone))).update(reason="discarded")
    at_address = {"id": OuterRef("target_id"), "issue": OuterRef("scope_id"), "slug": OuterRef("slug")}
    redirects = apps.get_model("archive", "SlugRedirect").objects.using(alias).filter(kind="article")
    redirects.filter(Exists(known.filter(**at_address)), ~Exists(public.filter(**at_address))).delete()


def call_them_deleted(apps, schema_editor):
    stones = apps.get_model("archive", "Tombstone").objects.using(schema_editor.connection.alias)
    stones.filter(reason="discarded").update(reason="deleted")


class Migration(migrations.Migration):

    dependencies = [
        ("archive", "0016_lighter_records_of_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tombstone",
            name="reason",
            field=models.CharField(
                choices=[("deleted", "Deleted"), ("withdrawn", "Withdrawn"), ("discarded", "Deleted unpublished")],
                default="deleted",
                max_length=9,
            ),
        ),
        migrations.RunPython(forget_what_was_never_public, call_them_deleted),
    ]
