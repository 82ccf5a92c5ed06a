"""The Django app: connects what follows from changing a row."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = "Archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from archive.models import receivers  # models cannot be imported before the app registry is ready

        receivers.connect()
