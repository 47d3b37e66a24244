from django.apps import AppConfig


class RoofConfig(AppConfig):
    """The roof: loads the Celery application, so that every process queues to the same broker."""

    name = "config"

    def ready(self) -> None:
        from config import celery  # the apps must be loaded before their tasks are

        celery.app.set_default()
