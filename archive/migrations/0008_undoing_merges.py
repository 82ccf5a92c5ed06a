from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_roads_to_publication")]

    operations = [
        migrations.AlterModelOptions(
            name="merge",
            options={"ordering": ["-at", "-pk"], "permissions": [("undo_merge", "Can undo merges")]},
        ),
    ]
