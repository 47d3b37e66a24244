"""How tests use the Django admin: come in, open a page, run an action, read what was said."""

from typing import Any

from django.urls import reverse

from core.people.models import User


def staff(client: Any, user: User) -> User:
    """Sign in as somebody who may enter the administration."""
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)
    return User.objects.get(pk=user.pk)


def page(model: Any, view: str, *args: Any) -> str:
    """The address of a page of a model: changelist, add, change, delete, history."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def act(client: Any, action: str, *objects: Any) -> list[str]:
    """Run an action on rows of a list; what was said."""
    body = {"action": action, "_selected_action": [obj.pk for obj in objects]}
    return said(client.post(page(objects[0], "changelist"), body, follow=True))


def said(answer: Any) -> list[str]:
    """The messages on a page."""
    return [str(message) for message in answer.context["messages"]]


def errors(answer: Any) -> dict[str, list[str]]:
    """What a form was refused for, by field."""
    found: dict[str, list[str]] = answer.context["adminform"].form.errors
    return found
