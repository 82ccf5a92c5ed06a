"""Numbering habits of publications, and issues without a volume or a number: each has its address as a column."""

import datetime

import django.core.validators
from django.db import migrations, models

from archive.migrations._sequences import keeping_sequences
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat

# A volume of this height is a year.
FIRST_YEAR, LAST_YEAR = 1600, 2200


def fill_addresses(apps, schema_editor):
    """Give each issue the address that it had, and undated issues of a year as volume that year."""
    issues = apps.get_model("archive", "Issue")._base_manager.using(schema_editor.connection.alias)
    volume = Cast("volume", models.CharField())
    issues.update(
        path=Concat(Value("v"), volume, Value("/i"), "number_slug", output_field=models.CharField()),
        volume_key=F("volume"),
    )
    undated = issues.filter(date=None, volume__gte=FIRST_YEAR, volume__lte=LAST_YEAR)
    for year in undated.order_by().values_list("volume", flat=True).distinct():
        undated.filter(volume=year).update(year=year, sort_date=datetime.date(year, 1, 1))


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0023_citation_styles'),
    ]

    operations = keeping_sequences([
        migrations.AlterModelOptions(
            name='issue',
            options={'ordering': ['sort_date', 'volume_key', 'number_key', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='issue',
            name='one_issue_per_number',
        ),
        migrations.RemoveConstraint(
            model_name='issue',
            name='one_issue_per_address',
        ),
        migrations.RemoveConstraint(
            model_name='issue',
            name='issue_has_number',
        ),
        migrations.RemoveConstraint(
            model_name='issue',
            name='issue_date_has_precision',
        ),
        migrations.RemoveIndex(
            model_name='issue',
            name='archive_iss_publica_37c345_idx',
        ),
        migrations.RemoveIndex(
            model_name='issue',
            name='issue_latest',
        ),
        migrations.AddField(
            model_name='importbatch',
            name='number',
            field=models.CharField(blank=True, max_length=40, verbose_name='issue'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='numbering',
            field=models.CharField(blank=True, choices=[('volume-number', 'volume and number'), ('number', 'number alone'), ('date', 'date alone: an issue a day'), ('week', 'date alone: an issue a week'), ('month', 'date alone: an issue a month'), ('volume', 'volume without issues'), ('year', 'year as volume')], max_length=20),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='volume',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)]),
        ),
        migrations.AddField(
            model_name='historicalpublication',
            name='numbering',
            field=models.CharField(choices=[('volume-number', 'volume and number'), ('number', 'number alone'), ('date', 'date alone: an issue a day'), ('week', 'date alone: an issue a week'), ('month', 'date alone: an issue a month'), ('volume', 'volume without issues'), ('year', 'year as volume')], default='volume-number', help_text='How its issues are told apart. A change counts for new issues; those that stand keep their address.', max_length=20),
        ),
        migrations.AddField(
            model_name='issue',
            name='path',
            field=models.CharField(default='', editable=False, help_text='Address below the publication: v1/i115.', max_length=80),
        ),
        migrations.AddField(
            model_name='issue',
            name='volume_key',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='publication',
            name='numbering',
            field=models.CharField(choices=[('volume-number', 'volume and number'), ('number', 'number alone'), ('date', 'date alone: an issue a day'), ('week', 'date alone: an issue a week'), ('month', 'date alone: an issue a month'), ('volume', 'volume without issues'), ('year', 'year as volume')], default='volume-number', help_text='How its issues are told apart. A change counts for new issues; those that stand keep their address.', max_length=20),
        ),
        migrations.AlterField(
            model_name='citation',
            name='precision',
            field=models.CharField(blank=True, choices=[('day', 'day'), ('week', 'week'), ('month', 'month'), ('year', 'year'), ('inferred', 'inferred')], max_length=10),
        ),
        migrations.AlterField(
            model_name='historicalissue',
            name='date_precision',
            field=models.CharField(blank=True, choices=[('day', 'day'), ('week', 'week'), ('month', 'month'), ('year', 'year'), ('inferred', 'inferred')], help_text='“week” is the one that the date lies in. “inferred”: estimated from the latest day cited.', max_length=10),
        ),
        migrations.AlterField(
            model_name='historicalissue',
            name='number',
            field=models.CharField(blank=True, help_text='As printed: 115, 3–4, Supplement. Empty where a volume has no issues, or a date says it all.', max_length=40),
        ),
        migrations.AlterField(
            model_name='historicalissue',
            name='volume',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty where issues have none.', null=True, validators=[django.core.validators.MaxValueValidator(9999)]),
        ),
        migrations.AlterField(
            model_name='issue',
            name='date_precision',
            field=models.CharField(blank=True, choices=[('day', 'day'), ('week', 'week'), ('month', 'month'), ('year', 'year'), ('inferred', 'inferred')], help_text='“week” is the one that the date lies in. “inferred”: estimated from the latest day cited.', max_length=10),
        ),
        migrations.AlterField(
            model_name='issue',
            name='number',
            field=models.CharField(blank=True, help_text='As printed: 115, 3–4, Supplement. Empty where a volume has no issues, or a date says it all.', max_length=40),
        ),
        migrations.AlterField(
            model_name='issue',
            name='number_slug',
            field=models.CharField(blank=True, editable=False, max_length=60),
        ),
        migrations.AlterField(
            model_name='issue',
            name='volume',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty where issues have none.', null=True, validators=[django.core.validators.MaxValueValidator(9999)]),
        ),
        migrations.RunPython(fill_addresses, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['publication', 'sort_date', 'volume_key', 'number_key'], name='archive_iss_publica_e330f0_idx'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['-sort_date', '-volume_key', '-number_key', '-id'], name='issue_latest'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.UniqueConstraint(fields=('publication', 'path'), name='one_issue_per_address'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('path', ''), _negated=True), name='issue_has_address'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('date__isnull', True), ('date_precision', '')), models.Q(('date__isnull', False), ('date_precision__in', ['day', 'week', 'month', 'year', 'inferred'])), _connector='OR'), name='issue_date_has_precision'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('numbering__in', ['volume-number', 'number', 'date', 'week', 'month', 'volume', 'year'])), name='publication_numbering_is_known'),
        ),
    ])
