"""What governance's codes say to people: refusals, troubles of sources, verdicts, log lines."""

from django.utils.translation import gettext_lazy as _

from core.portal import say

say(
    {
        # refusals
        "source_is_active": _("The source is active already."),
        "source_is_paused": _("The source is paused. Resume it first."),
        "source_is_retired": _("The source is retired."),
        "asset_is_retired": _("It is retired. Restore it first."),
        "asset_is_source": _("This is a source: rename or retire the source itself."),
        "asset_of_source": _("It comes from a source, which alone says what it is called."),
        "already_restored": _("It was restored already."),
        "not_retired_alone": _("It was retired with what it lies in: restore that."),
        "not_a_ranking": _("Name each of these once, the best first: %(origins)s."),
        "path_taken": _(
            "Something else is called %(path)s now. Rename or retire that first; nothing was done."
        ),
        "parent_is_retired": _(
            "What it lies in, “%(name)s”, is retired itself. Restore that first."
        ),
        "not_alike": _("“%(new)s” cannot be “%(old)s”: they are not of one kind and source."),
        "not_an_owner": _("“%(name)s” cannot own anything: choose an active account or a group."),
        "not_by_hand": _("Assets of this kind are found by scans, not added by hand."),
        "not_a_web_address": _("This must be a web address that begins with http:// or https://."),
        "no_such_version": _("There is no version “%(version)s” of it."),
        "too_many_at_once": _("At most %(count)s at a time."),
        "unknown_connector": _("There is no kind of source named “%(slug)s”."),
        "not_an_object": _("This must be an object of names and values."),
        "not_a_value": _("“%(name)s” must be a text, a number, true, false or null."),
        "not_a_share": _("This must be a whole number from 0 to 100."),
        "bad_pattern": _("“%(pattern)s” is not a pattern."),
        "secret_needed_again": _(
            "Give the secrets again (%(names)s): they are not sent to another address unseen."
        ),
        "secret_unreadable": _(
            "The stored secrets of “%(name)s” were encrypted under another key. Give them again."
        ),
        "not_a_secret": _(
            "“%(option)s” must be a text, or say where it lies: {“env”: name} or {“file”: name}."
        ),
        "variable_not_allowed": _(
            "“%(name)s” cannot be used: only variables that begin with %(prefix)s can be."
        ),
        "variable_missing": _("The portal has no variable “%(name)s” in its environment."),
        "file_not_allowed": _(
            "“%(name)s” cannot be used: it does not lie in a folder for secrets of sources. An "
            "administrator names folders with GUILDHALL_SECRETS_FOLDERS."
        ),
        "file_missing": _("There is no file “%(name)s” in the folders for secrets."),
        "file_unusable": _("The file “%(name)s” cannot be used: unreadable, empty or too large."),
        "secret_bound_elsewhere": _("“%(name)s” may not be sent to this host."),
        "no_accounts": _("%(kind)s knows no accounts."),
        "no_grant_account": _("No account that may grant access is known."),
        "no_role_script": _("For %(kind)s there is no script: it knows no accounts."),
        # troubles of a source
        "unreachable": _("Nothing answers at %(host)s, port %(port)s."),
        "timeout": _("The source did not answer within %(seconds)s seconds."),
        "auth_failed": _("The source does not let “%(user)s” in: wrong user or password."),
        "no_database": _("There is no database “%(database)s”."),
        "connection_lost": _("The connection broke off. What was read so far is kept."),
        "source_refuses": _("The source refuses: %(what)s."),
        "locked": _("%(path)s is locked by another program."),
        "not_a_database": _("%(path)s is not a database of this kind."),
        "encrypted": _("%(path)s is encrypted or damaged: its content cannot be read."),
        "truncated": _("%(path)s is incomplete: it is shorter than it says it is."),
        "unfinished": _(
            "A program that wrote to %(path)s did not finish. Open it once with a program that may "
            "write."
        ),
        "no_file": _("There is no file %(path)s."),
        "path_outside": _(
            "%(path)s lies outside the folders that may be opened. An administrator allows "
            "folders with GUILDHALL_SOURCE_FOLDERS."
        ),
        "bad_option": _("“%(option)s” cannot be used: %(reason)s."),
        "bad_option.required": _("it is needed"),
        "bad_option.unknown": _("this kind of source does not know it"),
        "bad_option.not_text": _("it must be text without control signs"),
        "bad_option.not_a_number": _("it must be a whole number"),
        "bad_option.out_of_range": _("the number is too small or too large"),
        "bad_option.not_a_choice": _("it is none of the choices"),
        "bad_option.not_a_certificate": _(
            "it must be a certificate as PEM text, from “BEGIN CERTIFICATE” to “END CERTIFICATE”"
        ),
        "bad_url": _("This address cannot be understood: %(reason)s."),
        "bad_url.syntax": _("it is not written as an address is"),
        "bad_url.scheme": _("it does not begin as addresses of this kind of source do"),
        "bad_url.path": _("it needs a whole path, and nothing in front of it"),
        "bad_url.unknown": _("it holds something this kind of source does not know"),
        "driver_missing": _("The package %(package)s is not installed."),
        "tls_failed": _("A secure connection could not be made: %(reason)s"),
        "unsupported_version": _("Version %(version)s is too old; %(minimum)s or later is needed."),
        "too_new": _("It was written by a newer version (format %(version)s) than can be read."),
        "too_many_files": _("There are more than %(count)s files. Choose a folder further below."),
        "source_error": _("The source says: %(detail)s"),
        # verdicts of a test
        "resolved": _("%(host)s is known."),
        "found": _("%(path)s is there."),
        "connected": _("%(host)s answers on port %(port)s."),
        "readable": _("%(path)s can be read."),
        "signed_in": _("Signed in as %(user)s."),
        "not_needed": _("Not needed for this kind of source."),
        "catalog_read": _("%(product)s %(version)s with %(relations)s tables and views."),
        "covered": _("Everything in it can be read."),
        # verdicts and log lines
        "schemas_closed": _(
            "%(count)s schemas are known by name only, this account may not use them: %(names)s."
        ),
        "relations_broken": _("%(count)s tables or views cannot be read fully: %(names)s."),
        "view_broken": _("%(relation)s no longer works: %(detail)s"),
        "text_withheld": _("The account may not read the text of %(relation)s: %(detail)s"),
        "texts_withheld": _(
            "The account may not read the text of %(count)s views; all else of them was read."
        ),
        "partly_read": _("%(relation)s could only be read in part: %(detail)s"),
        "file_truncated": _("%(relation)s ends too early: %(detail)s"),
        "file_encrypted": _("%(relation)s is encrypted: %(detail)s"),
        "file_closed": _("%(relation)s may not be opened: %(detail)s"),
        "file_broken": _("%(relation)s is not what its name says, or damaged: %(detail)s"),
        "file_changing": _("%(relation)s was written to while it was read: %(detail)s"),
        "version_changed": _("The source was %(before)s and is now %(now)s."),
        "another_database": _(
            "This is not the database that was scanned before: it has another id of its own "
            "(%(before)s then, %(now)s now). Nothing was changed. If it was moved or restored, "
            "scan it once with the new identity accepted."
        ),
        "vanished_held_share": _(
            "%(count)s tables or views are gone: more at once than this source may lose without a "
            "question. They stay until somebody confirms."
        ),
        "vanished_held_reach": _(
            "%(count)s tables or views are out of sight, and the rights of the account have "
            "changed. They stay until somebody confirms that they are gone."
        ),
        "nothing_is_held": _("Nothing waits for a decision here (any more)."),
        "source_changed_meanwhile": _(
            "“%(name)s” was renamed, moved or retired while it was scanned. What was stored until "
            "then is kept; scan it again."
        ),
        "scan_is_running": _("The scan is still running."),
        "already_rolled_back": _("This scan was taken back already."),
        "changed_since": _(
            "%(count)s assets that this scan changed were changed again since. Take back what came "
            "later first."
        ),
        "paths_taken": _("Something else has taken the path of what would come back."),
        "rename_is_accepted": _("This was accepted already."),
        "rename_is_rejected": _("This was refused already."),
        "rename_overtaken": _("One of the two is no longer there."),
        "count_disagrees": _(
            "The source counts %(counted)s tables and views, but %(seen)s were seen. "
            "Nothing was retired."
        ),
        # why the lineage of a statement is not whole
        "lineage.unreadable": _("It cannot be read: %(detail)s"),
        "lineage.too_large": _("It is longer than is read at once (%(limit)s)."),
        "lineage.too_deep": _("It is nested more deeply than can be followed."),
        "lineage.too_slow": _("It was not understood within %(seconds)s seconds."),
        "lineage.unfollowed": _("It was read, but following it went wrong: %(detail)s"),
        "lineage.unsupported": _("Nothing here follows what %(statement)s does."),
        "lineage.unknown_columns": _("It takes every column of “%(table)s”, which nobody knows."),
        "lineage.unknown_column": _("Nothing it reads is known to have “%(column)s”."),
        "lineage.ambiguous_column": _("“%(column)s” may come from several of the tables it reads."),
        "lineage.ambiguous_table": _("Several schemas have a table “%(table)s”."),
        "lineage.unknown_target": _(
            "It writes by position into “%(table)s”, whose columns nobody knows: they are assumed "
            "to be called as what is written."
        ),
        "lineage.column_count": _("Into “%(table)s” go more or fewer values than it has columns."),
        "lineage.circular": _("It reads “%(table)s”, which is made of it."),
    }
)
