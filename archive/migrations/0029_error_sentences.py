"""Say in words what unique slugs and days in order ask for; the database is not changed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0028_review_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='article',
            name='one_article_per_slug',
            constraint=models.UniqueConstraint(fields=('issue', 'slug'), name='one_article_per_slug', violation_error_message='Another article of this issue has this slug. Enter another one, or leave it empty to have one made from the title.'),
        ),
        migrations.AlterConstraint(
            model_name='citation',
            name='citation_days_in_order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_day__isnull', True), ('last_day__isnull', True)), ('last_day__gte', models.F('first_day')), _connector='OR'), name='citation_days_in_order', violation_error_message='The last day is before the first one, or one of them is missing. Correct the days, or empty both.'),
        ),
    ]
