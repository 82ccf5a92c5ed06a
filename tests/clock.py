"""The moment of a scheduled article, come at once: the database's clock is not a test's to turn."""

import datetime

from django.db import connection
from django.utils import timezone

from archive.models import Article


def let_it_be_due(article: Article, ago: datetime.timedelta = datetime.timedelta(seconds=5)) -> None:
    """As if the time had passed until its moment: its appointments are moved instead.

    No model is asked to do it, which would tell the index and renew the archive's stamp.
    """
    value = Article._meta.get_field("publish_at").get_db_prep_value(timezone.now() - ago, connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_article SET publish_at = %s WHERE id = %s", [value, article.pk])
        cursor.execute("UPDATE archive_outboxentry SET due = %s", [value])
