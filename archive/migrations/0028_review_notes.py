"""Notes of reviews, which stay with their article; those of articles that stand returned now are the first."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STEPS = [
    ("send", "sent it to review"),
    ("take-back", "took it back"),
    ("return", "returned it"),
    ("publish", "published it"),
    ("publish-at-once", "published it at once"),
    ("schedule", "scheduled it"),
    ("unschedule", "took it off the schedule"),
    ("withdraw", "withdrew it"),
    ("reopen", "made it a draft again"),
]


def keep_notes(apps, schema_editor):
    using = schema_editor.connection.alias
    Article, ReviewNote = apps.get_model("archive", "Article"), apps.get_model("archive", "ReviewNote")
    returned = Article._base_manager.using(using).exclude(note="").select_related("status_by")
    rows = returned.only("note", "version", "status_since", "changed", "status_by__username")
    ReviewNote._base_manager.using(using).bulk_create(
        [
            ReviewNote(
                article=article,
                step="return",
                author=article.status_by,
                author_name=article.status_by.username if article.status_by else "",
                at=article.status_since or article.changed,
                text=article.note,
                version=article.version,
            )
            for article in rows.iterator(chunk_size=500)
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0027_places_of_undated_issues"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(choices=STEPS, max_length=16)),
                (
                    "author_name",
                    models.CharField(blank=True, help_text="It outlasts the account.", max_length=150),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_notes",
                        to="archive.article",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["at", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="reviewnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", [name for name, _ in STEPS])), name="review_step_is_known"
            ),
        ),
        migrations.RunPython(keep_notes, migrations.RunPython.noop),
    ]
