"""An import may name the encoding of its files."""

from django.db import migrations, models

from archive.migrations._sequences import keeping_sequences


class Migration(migrations.Migration):
    dependencies = [("archive", "0024_numbering")]

    operations = keeping_sequences([
        migrations.AddField(
            model_name="importbatch",
            name="encoding",
            field=models.CharField(blank=True, help_text="Of the files, where a person named it.", max_length=40),
        ),
    ])
