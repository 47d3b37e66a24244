"""The REST door of tokens. The sign-in stands apart from the views: the framework loads it while
it defines its first view."""

from core.tokens.api.bearer import TokenAuthentication

__all__ = ["TokenAuthentication"]
