"""The admin's pages of access: accounts, groups, roles, bindings, domains.

Guardian's rows have no page: they are what bindings come to, and nobody edits them.
"""

from core.access.admin import accounts, bindings, containers, groups, roles

__all__ = ["accounts", "bindings", "containers", "groups", "roles"]
