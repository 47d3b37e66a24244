from celery import shared_task

from core.answers import actions


@shared_task(name="core.answers.forget", ignore_result=True)
def forget() -> None:
    """Delete answers older than a day."""
    actions.forget()
