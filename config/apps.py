from django.apps import AppConfig
from django.contrib.admin import apps as admin


class RoofConfig(AppConfig):
    """The roof: loads the Celery application, so that every process queues to the same broker."""

    name = "config"
    default = True

    def ready(self) -> None:
        from config import celery  # the apps must be loaded before their tasks are

        celery.app.set_default()


class AdministrationConfig(admin.AdminConfig):
    """Django's admin with our site, where the rights of `core.access` count and no others."""

    default = False
    default_site = "core.system.admin.HouseSite"
