"""One's own account."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import actions, forms, queries
from core.doors.middleware import PersonRequest
from core.doors.pages import form_page, refusals_in, see_other


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """Name, e-mail address, time zone and shortcuts of whoever is signed in."""
    person = queries.accounts(request.user).get(pk=request.user.pk)
    form = forms.ProfileForm(request.POST or None, person=person)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        with refusals_in(form):
            expected = fields.pop("revision")
            actions.change_person(user=person, by=request.user, expected=expected, **fields)
            messages.success(request, _("Your profile is saved."))
            return see_other("core:profile")
    return form_page(request, "core/people/profile.html", form, {"title": _("Profile")})
