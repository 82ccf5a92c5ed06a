"""Where articles stand between draft and reader, who moved and who made them; editors who could publish still can."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def make_publishers_of_editors(apps, schema_editor):
    """Whoever was an editor could publish; so they are publishers from now on. A new archive has no editors yet."""
    move_members(apps, schema_editor.connection.alias, "Editors", "Publishers")


def make_editors_of_publishers(apps, schema_editor):
    move_members(apps, schema_editor.connection.alias, "Publishers", "Editors")


def move_members(apps, using, left, entered):
    groups = apps.get_model("auth", "Group").objects.using(using)
    old = groups.filter(name=left).first()
    if old is None or not old.user_set.exists():
        return
    new, _ = groups.get_or_create(name=entered)
    members = list(old.user_set.all())
    new.user_set.add(*members)
    old.user_set.remove(*members)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0006_pictures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["issue", "position", "pk"],
                "permissions": [
                    ("publish_article", "Can publish, schedule and withdraw articles"),
                    ("edit_every_article", "Can change articles that others made, and return them"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="article",
            name="article_status_is_known",
        ),
        migrations.AddField(
            model_name="article",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="articles_made",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="note",
            field=models.TextField(
                blank=True, editable=False, help_text="What who returned it asks of its author.", max_length=2000
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="status_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="status_since",
            field=models.DateTimeField(editable=False, help_text="When it was moved to where it stands.", null=True),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="reason",
            field=models.CharField(
                choices=[("deleted", "Deleted"), ("withdrawn", "Withdrawn")], default="deleted", max_length=9
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in-review", "In review"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                ],
                db_index=True,
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="tombstone",
            name="deleted",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="gone since"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                name="article_status_is_known",
            ),
        ),
        migrations.RunPython(make_publishers_of_editors, make_editors_of_publishers),
    ]
