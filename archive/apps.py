"""The Django app: connects signal receivers, system checks and groups."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate

from archive.known_migrations import check_newer_database
from archive.postgresql.collation import check_encoding, order_by_characters
from archive.proxy_headers import check_trusted_proxies


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = "Archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(check_trusted_proxies, checks.Tags.security)
        checks.register(check_encoding, checks.Tags.database)
        checks.register(check_newer_database, checks.Tags.database)
        # Models cannot be imported before the app registry is ready.
        from archive.editing import signals
        from archive.editing.accounts import account_events
        from archive.models.common import permissions

        signals.connect()
        account_events.connect()
        post_migrate.connect(permissions.grant_rights, sender=self, dispatch_uid="rights")
        post_migrate.connect(order_by_characters, sender=self, dispatch_uid="order-of-texts")
