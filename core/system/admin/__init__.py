"""The Django admin as a whole: who comes in and how, and how the portal is."""

from core.system.admin.site import HouseSite

__all__ = ["HouseSite"]
