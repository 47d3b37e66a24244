"""What core's codes say to people: refusals, troubles of jobs, findings of `verify_history`."""

from django.utils.translation import gettext_lazy as _

from core.portal import say

say(
    {
        # refusals
        "refused": _("You need the right “%(right)s” for this."),
        "stale": _("Somebody has changed this since you opened it. Look at it again first."),
        "blank": _("This must not be empty."),
        "not_a_choice": _("“%(value)s” is not one of the choices."),
        "name_taken": _("The name “%(name)s” is taken."),
        "slug_taken": _("The short name “%(slug)s” is taken."),
        "username_taken": _("The user name “%(name)s” is taken."),
        "email_taken": _("The e-mail address “%(email)s” is taken."),
        "weak_password": _("%(reason)s"),
        "wrong_sign_in": _("The name or the password is wrong."),
        "form_expired": _("This form was open for too long. Go back, reload the page, try again."),
        "wrong_password": _("This is not your current password."),
        "too_many_tries": _("Too many failed attempts. Try again in %(minutes)s minutes."),
        "unknown_domain": _("There is no such domain."),
        "unknown_rights": _("These are no rights: %(rights)s."),
        "one_subject": _("Name either a user or a group."),
        "date_in_the_past": _("This date has passed."),
        "last_admin": _("This is the last administrator; somebody has to remain."),
        "built_in_role": _("“%(name)s” is built in and cannot be changed."),
        "role_in_use": _("“%(name)s” is still given to somebody."),
        "group_in_use": _("The group “%(name)s” still holds a role."),
        "cannot_move_container": _("“%(name)s” cannot be moved there."),
        "cannot_deactivate_oneself": _("You cannot deactivate your own account."),
        "needed_account": _("“%(name)s” is needed and cannot be deactivated."),
        "no_scopes": _("A token needs at least one scope."),
        "bad_lifetime": _("A token may live from 1 to %(longest)s days."),
        "bad_address": _("“%(address)s” is neither an address nor a network."),
        "unknown_list": _("There is no list “%(list)s” of which views can be saved."),
        "unknown_view": _("There is no view “%(slug)s” of this list that you may open."),
        "not_your_group": _("You do not belong to the group “%(name)s”."),
        "too_many_parameters": _("The parameter “%(name)s” is too long, or one too many."),
        "token_revoked": _("“%(name)s” has been revoked already."),
        "bad_cron": _("“%(cron)s” is not a cron expression that ever comes due."),
        "unknown_zone": _("“%(zone)s” is not a time zone."),
        "unknown_job_kind": _("This installation does not run jobs of the kind “%(kind)s”."),
        "already_running": _("This is under way already: %(receipt)s."),
        "job_is_over": _("%(receipt)s has ended already."),
        "unproven": _(
            "The history of %(kind)s %(id)s does not prove, so nothing of it is taken away."
        ),
        "unknown_bulk_verb": _("There is no verb “%(verb)s” for these."),
        "unknown_bulk_option": _("This verb has no option “%(name)s”."),
        "missing_bulk_option": _("This verb needs the option “%(name)s”."),
        "bad_bulk_option": _("The option “%(name)s” does not take this value."),
        "nothing_selected": _("Nothing is selected."),
        "too_many_selected": _("This selects more than %(most)s objects; select fewer."),
        "one_selection": _("Name either ids or a filter."),
        "not_a_trial": _("%(receipt)s is not a trial that has ended."),
        "cannot_undo": _("What %(receipt)s did cannot be undone."),
        "undone_already": _("What %(receipt)s did has been undone already."),
        "bulk_doing": _("doing it"),
        "bulk_trying": _("trying it"),
        "bad_months": _("History is kept from 1 to %(longest)s months, or for ever."),
        "no_history": _("No history is kept of “%(kind)s”."),
        # troubles of jobs
        "worker_died": _("The process that ran this ended without a word."),
        "unexpected": _("Something unexpected went wrong (%(error)s). The server log has more."),
        "history_broken": _("The history does not prove: the log names %(count)s findings."),
        "history_proven": _("The chain is unbroken, and every row is what its changes add up to."),
        "all_is_kept": _("All history is kept for ever, so nothing is past its time."),
        "history_retired": _(
            "%(months)s months with %(changes)s changes are gone, and the values of %(values)s "
            "changes in other months."
        ),
        # findings of verify_history
        "seal_broken": _(
            "Seal %(seal)s was altered, or made with a key that is not among those given."
        ),
        "seal_missing": _("The seal before %(seal)s is gone."),
        "change_altered": _("Change %(change)s was altered after seal %(seal)s."),
        "change_added": _("Change %(change)s was added below seal %(seal)s."),
        "change_missing": _(
            "Change number %(place)s of seal %(seal)s is gone; it came after change %(after)s."
        ),
        "diff_altered": _("The values of change %(change)s (seal %(seal)s) were altered."),
        "row_differs": _("%(kind)s %(id)s is not what its changes add up to."),
        "values_missing": _("Values of %(kind)s %(id)s are missing, and no purge took them away."),
        "unsealed": _("%(count)s of the newest changes are not sealed yet."),
        "values_purged": _("The values of %(count)s changes were purged; their seals still prove."),
        "months_retired": _(
            "The changes of %(count)s months are past their time and gone; their seals remain."
        ),
    }
)
