from celery import shared_task

from core.changes import actions


@shared_task(name="core.changes.seal", ignore_result=True)
def seal() -> None:
    """Seal what was committed since the last round, and keep partitions ahead of time."""
    actions.open_months()
    actions.seal()
