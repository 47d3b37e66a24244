"""Coming in, leaving, and changing the password."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import portal
from core.doors.middleware import PersonRequest
from core.doors.pages import form_page, refusals_in, render, see_other
from core.people import actions, forms
from core.people.rules import TooManyTries


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and go where one wanted to go."""
    next_url = _safe_next(request)
    if request.user.is_authenticated:
        return see_other(next_url)
    form, status = forms.SignInForm(request.POST or None), None
    try:
        if form.is_valid() and _came_in(request, form):
            return see_other(next_url)
    except TooManyTries as refusal:
        form.add_error(None, portal.sentence(refusal.code, refusal.params))
        status = HTTPStatus.TOO_MANY_REQUESTS
    return form_page(request, "registration/login.html", form, {"next": next_url}, status=status)


def _came_in(request: HttpRequest, form: forms.SignInForm) -> bool:
    with refusals_in(form):
        user = actions.sign_in(address=request.META.get("REMOTE_ADDR", ""), **form.cleaned_data)
        login(request, user)
        return True
    return False


def _safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: only addresses of this portal."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request: PersonRequest) -> HttpResponse:
    """End this session."""
    actions.sign_out(user=request.user)
    logout(request)
    return see_other("core:signed-out")


@login_not_required
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Good-bye."""
    return render(request, "registration/logged_out.html", {})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: PersonRequest) -> HttpResponse:
    """Change one's own password; this session goes on, all others end."""
    form = forms.PasswordForm(request.POST or None)
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        with refusals_in(form):
            actions.change_password(user=request.user, old=old, new=new)
            update_session_auth_hash(request, request.user)
            return see_other("core:password-changed")
    return form_page(request, "registration/password_change_form.html", form)


@require_safe
def password_changed(request: PersonRequest) -> HttpResponse:
    """It worked."""
    return render(request, "registration/password_change_done.html", {})
