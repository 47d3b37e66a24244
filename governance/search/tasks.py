from celery import shared_task

from governance.search import actions


@shared_task(name="governance.search.fold", ignore_result=True)
def fold() -> None:
    """Keep the counts of assets few."""
    actions.fold()


@shared_task(name="governance.search.recount", ignore_result=True)
def recount() -> None:
    """Compare the counts with the assets."""
    actions.recount()


@shared_task(name="governance.search.weigh_words", ignore_result=True)
def weigh_words() -> None:
    """Learn anew which words are common."""
    actions.weigh_words()
