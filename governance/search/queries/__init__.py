"""Finding assets, limited to what the asker sees. docs/decisions/search.md has the ranking rule."""

from governance.search.queries.finding import Found, Hit, Narrowed, matching, search
from governance.search.queries.others import Section, sections

__all__ = ["Found", "Hit", "Narrowed", "Section", "matching", "search", "sections"]
