"""Citation styles of publications; kinds of citations, and names in full of those cited by keys."""

from django.db import migrations, models

from archive.migrations._sequences import keeping_sequences


class Migration(migrations.Migration):
    dependencies = [("archive", "0022_derive_first")]

    operations = keeping_sequences([
        *(
            migrations.AddField(
                model,
                "citation_style",
                models.JSONField(
                    blank=True, default=dict, help_text="The forms in which its texts cite, besides the house style."
                ),
            )
            for model in ("publication", "historicalpublication")
        ),
        migrations.AddField(
            "citation",
            "kind",
            models.CharField(
                choices=[("mention", "Mention"), ("reference", "Reference")], default="mention", max_length=10
            ),
        ),
        migrations.AddField(
            "citation",
            "stands_for",
            models.CharField(
                "name in full",
                blank=True,
                default="",
                help_text="Of a source that is cited by a key: “DSG”.",
                max_length=200,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                condition=models.Q(("kind__in", ["mention", "reference"])), name="citation_kind_is_known"
            ),
        ),
        migrations.RemoveIndex("citation", "citation_of_unknown_source"),
        migrations.AddIndex(
            "citation",
            models.Index(
                condition=models.Q(("source__isnull", True)),
                fields=["source", "kind", "name_key", "name", "status"],
                name="citation_of_unknown_source",
            ),
        ),
    ])
