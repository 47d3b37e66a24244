from uuid import UUID

from celery import shared_task

from core.jobs import actions


@shared_task(name="core.jobs.run", ignore_result=True)
def run(job_id: str) -> None:
    """Run the job with this id."""
    actions.run(job_id=UUID(job_id))


@shared_task(name="core.jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Find jobs that nobody runs."""
    actions.sweep()
