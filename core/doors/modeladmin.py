"""What all pages of the Django admin share: who sees what, saving through verbs, exact refusals.

Django's own model permissions and `is_superuser` decide nothing here: rows come from a room's
`queries`, rights from our site (`core/system/admin`), and whatever is saved, removed or started is
one call of a verb. Django's log of the admin is not kept: the history of every object has more.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from core import portal
from core.doors import problem, statuses
from core.doors.pages import see_other
from core.doors.paging import COUNT_LIMIT
from core.people.models import User


class Capped(Paginator):
    """Counting stops where nobody pages any more but searches."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:COUNT_LIMIT].count())


class HouseForm(forms.ModelForm):
    """A form over one object: knows the revision it was opened at, and says what a verb refused."""

    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refusal: ClassVar[BaseException | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["expected"] = getattr(self.instance, "revision", None)

    def _get_validation_exclusions(self) -> set[str]:
        """Left to the verb: its refusal names the field, the database's constraint does not."""
        return {field.name for field in self.instance._meta.get_fields()}

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if self.refusal is not None:
            field = getattr(self.refusal, "field", "")
            said = problem.of(self.refusal).detail
            self.add_error(field if field in self.fields else None, said)
        return cleaned


class HouseAdmin(admin.ModelAdmin):
    """Base of every entry of the admin. Machine-owned rows simply name no verbs.

    `seen` gives the rows that a person sees. `verbs` says which of the methods `add`, `change` and
    `remove` there are. Rights with `everywhere` count only when they are held on everything; an
    empty right is held by everybody who may come in. `fixed` fields are given once, when adding.
    """

    seen: Any  # staticmethod: what a user sees, as a QuerySet
    view_right: ClassVar[str] = ""
    manage_right: ClassVar[str] = ""
    everywhere: ClassVar[bool] = False
    verbs: ClassVar[tuple[str, ...]] = ()
    add_page: ClassVar[str] = ""  # the portal's page that adds one
    add_fields: ClassVar[tuple[str, ...]] = ()
    fixed: ClassVar[tuple[str, ...]] = ()
    lookups: ClassVar[tuple[str, ...]] = ()  # fields that a link may filter by

    form = HouseForm
    paginator = Capped
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    class Media:
        js = (forms.Script("js/admin.js", type="module"),)

    # --- the verbs ----------------------------------------------------------------------------
    def add(self, by: User, **given: Any) -> Model:
        """Make one of these."""
        raise NotImplementedError

    def change(self, obj: Any, by: User, expected: int | None, **given: Any) -> None:
        """Change one of these, if it still has the expected revision."""
        raise NotImplementedError

    def remove(self, obj: Any, by: User) -> None:
        """Take one of these away."""
        raise NotImplementedError

    # --- who may -------------------------------------------------------------------------------
    def _holds(self, request: HttpRequest, right: str, obj: Any = None) -> bool:
        site: Any = self.admin_site
        if self.everywhere:
            return bool(site.may(request.user, right))
        return bool(site.may_somewhere(request.user, right, obj))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return not self.view_right or self._holds(request, self.view_right)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For actions: `@admin.action(permissions=["manage"])`."""
        return bool(self.manage_right) and self._holds(request, self.manage_right, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        offered = "add" in self.verbs or portal.url(self.add_page)
        return bool(offered) and self.has_manage_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "change" in self.verbs and self.has_manage_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "remove" in self.verbs and self.has_manage_permission(request, obj)

    # --- what is there -------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = self.seen(request.user)
        ordering = self.get_ordering(request)
        return found.order_by(*ordering) if ordering else found

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what is offered: Django would let anybody probe any column, password hashes too."""
        offered = {getattr(item, "parameter_name", item) for item in self.list_filter}
        return lookup.split("__")[0] in offered.union(self.lookups)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """What one does not see cannot be chosen either."""
        related = self.admin_site.get_model_admin(db_field.remote_field.model)
        kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return list(self.add_fields or self.fields or ())
        fields = list(self.fields or ())
        revised = hasattr(obj, "revision") and self.has_change_permission(request, obj)
        return [*fields, "expected"] if revised else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*self.readonly_fields, *(self.fixed if obj is not None else ())]

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The portal's page of this object."""
        return (portal.address(self.opts.label_lower, obj.pk) or None) if obj else None

    @admin.display(description=gettext_lazy("who"))
    def who(self, obj: Any) -> str:
        """The actor of a row that keeps one by name."""
        return str(obj.by_label)

    @admin.display(description=gettext_lazy("about"))
    def about(self, obj: Any) -> str:
        """What a row is about, where it keeps that by name, with a way to its page."""
        return link(portal.address(obj.about_kind, obj.about_id), obj.about_label)

    # --- what is done --------------------------------------------------------------------------
    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    @method_decorator(sensitive_post_parameters())
    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A verb that refuses has undone everything; the form is shown again and says why."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Exception as error:
            if not _is_refusal(error):
                raise
            request.refusal = error
            return super().changeform_view(request, *args, **kwargs)

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> Any:
        if self.add_page and self.has_add_permission(request):
            return see_other(self.add_page)
        return super().add_view(request, form_url, extra_context)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        shown = flatten_fieldsets(self.get_fieldsets(request, obj if change else None))
        given = {name: form.cleaned_data[name] for name in shown if name in form.cleaned_data}
        expected = given.pop("expected", None)
        if change:
            self.change(obj, request.user, expected, **given)
        else:
            obj.pk = self.add(request.user, **given).pk
        obj.refresh_from_db()

    def get_deleted_objects(self, objs: Any, request: Any) -> Any:
        """What goes with an object is the verb's business; it refuses what must stay."""
        return [str(obj) for obj in objs], {}, set(), []

    def delete_model(self, request: Any, obj: Any) -> None:
        self.remove(obj, request.user)

    def delete_view(self, request: Any, object_id: str, extra_context: Any = None) -> Any:
        with told(request):
            return super().delete_view(request, object_id, extra_context)
        return see_other(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def each(
        self, request: Any, objects: Iterable[Any], verb: Callable[[Any], object], done: Any
    ) -> None:
        """For actions: call a verb for each object; what is refused is told, the others go on."""
        count = 0
        for obj in objects:
            with told(request, obj):
                verb(obj)
                count += 1
        if count:
            messages.success(request, str(done) % {"count": count})

    # --- what was done -------------------------------------------------------------------------
    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> Any:
        """The history of the object, instead of Django's log."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        site: Any = self.admin_site
        context = {
            **site.each_context(request),
            "title": _("History of %(name)s") % {"name": obj},
            "opts": self.opts,
            "object": obj,
            "changes": site.history_of(obj)[: self.list_per_page],
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def log_addition(self, request: Any, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Events tell it."""

    def log_change(self, request: Any, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Events tell it."""

    def log_deletions(self, request: Any, queryset: Any) -> None:  # type: ignore[override]
        """Events tell it."""


@contextmanager
def told(request: HttpRequest, obj: object = None) -> Iterator[None]:
    """What a verb in the block refuses becomes a message; what nobody expected is raised."""
    try:
        yield
    except Exception as error:
        if not _is_refusal(error):
            raise
        said = problem.of(error).detail
        messages.error(request, said if obj is None else f"{obj}: {said}")


def _is_refusal(error: Exception) -> bool:
    """Refusals of all floors have a status and a code; a row or page that is gone has no code."""
    return statuses.status_of(error) is not None and hasattr(error, "code")


def by_id(text: str, *fields: str) -> Q:
    """Rows with this id in one of the fields. Nothing else of a big table is searched."""
    try:
        wanted = UUID(text.strip())
    except ValueError:
        return Q(pk__in=())
    return Q.create([(field, wanted) for field in fields], connector=Q.OR)


def link(url: str, label: object) -> SafeString | str:
    """A link, or only its text where this installation has no such page."""
    return format_html('<a href="{}">{}</a>', url, label) if url else str(label)
