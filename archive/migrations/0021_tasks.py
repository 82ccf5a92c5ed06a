"""Imports and decisions on many rows share the columns of a task."""

from django.db import migrations, models

DONE = "Rows or records processed."
HEARTBEAT = "When it was requested, or its process last showed signs of life."


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0020_model_names"),
    ]

    operations = [
        migrations.RenameField(model_name="importbatch", old_name="passed", new_name="done"),
        migrations.AlterField(
            model_name="importbatch", name="done", field=models.PositiveIntegerField(default=0, help_text=DONE)
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="total",
            field=models.PositiveIntegerField(help_text="Rows or records to process, where that is known.", null=True),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="heartbeat_at",
            field=models.DateTimeField(help_text=HEARTBEAT, null=True),
        ),
        migrations.AlterField(model_name="importbatch", name="finished", field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name="bulktask", name="done", field=models.PositiveIntegerField(default=0, help_text=DONE)
        ),
        migrations.AlterField(
            model_name="bulktask", name="heartbeat_at", field=models.DateTimeField(help_text=HEARTBEAT, null=True)
        ),
        migrations.AlterField(
            model_name="bulktask",
            name="message",
            field=models.TextField(blank=True, help_text="Why it failed or stopped, and what to do."),
        ),
    ]
