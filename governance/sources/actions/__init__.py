"""What can be done with sources, their accounts and their secrets."""

from governance.sources.actions.changing import change
from governance.sources.actions.granting import forget_grant_account, set_grant_account
from governance.sources.actions.moving import pause, resume, retire
from governance.sources.actions.registering import register
from governance.sources.actions.secrets import rotate_secrets
from governance.sources.actions.testing import test, test_grant_account, try_out

__all__ = [
    "change",
    "forget_grant_account",
    "pause",
    "register",
    "resume",
    "retire",
    "rotate_secrets",
    "set_grant_account",
    "test",
    "test_grant_account",
    "try_out",
]
