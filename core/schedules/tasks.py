from celery import shared_task

from core.schedules import actions


@shared_task(name="core.schedules.tick", ignore_result=True)
def tick() -> None:
    """Start the schedules that are due."""
    actions.tick()
