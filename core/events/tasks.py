from celery import shared_task

from core.events import actions


@shared_task(name="core.events.deliver", ignore_result=True)
def deliver() -> None:
    """Bring new events to their subscribers."""
    actions.deliver()
