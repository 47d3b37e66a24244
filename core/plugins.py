"""Shelves: folders of plugins, one class a file, found at start.

A plugin is a class with a `slug` that derives from the shelf's contract. A file that cannot be
imported, a class without a slug or a slug that is taken stops the start with a clear message:
a plugin that is silently missing is worse than a portal that does not come up.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Generic, TypeVar

Contract = TypeVar("Contract")


class BrokenPlugin(Exception):
    """A file on a shelf cannot be used; the message names the file and the reason."""


class Shelf(Generic[Contract]):
    """The plugins below one package, by slug. Loaded on first use and kept."""

    def __init__(self, package: str, contract: type[Contract]) -> None:
        self.package = package
        self.contract = contract
        self._found: dict[str, type[Contract]] | None = None

    def all(self) -> dict[str, type[Contract]]:
        """Every plugin class by slug, in order of slugs. Raises BrokenPlugin."""
        if self._found is None:
            self._found = dict(sorted(self._load().items()))
        return self._found

    def get(self, slug: str) -> type[Contract] | None:
        """The plugin with this slug, or None."""
        return self.all().get(slug)

    def _load(self) -> dict[str, type[Contract]]:
        found: dict[str, type[Contract]] = {}
        for module_name in self._modules():
            for plugin in self._classes(module_name):
                slug = getattr(plugin, "slug", None)
                if not isinstance(slug, str) or not slug:
                    raise BrokenPlugin(f"{module_name}: {plugin.__name__} has no slug.")
                if slug in found:
                    other = found[slug].__module__
                    raise BrokenPlugin(f"{module_name}: slug “{slug}” is taken by {other}.")
                found[slug] = plugin
        return found

    def _modules(self) -> Iterator[str]:
        package = importlib.import_module(self.package)
        for info in pkgutil.iter_modules(package.__path__):
            yield f"{self.package}.{info.name}"

    def _classes(self, module_name: str) -> Iterator[type[Contract]]:
        try:
            module = importlib.import_module(module_name)
        except Exception as error:
            raise BrokenPlugin(f"{module_name} cannot be imported: {error}") from error
        for _, cls in inspect.getmembers(module, inspect.isclass):
            own = cls.__module__ == module_name
            if own and issubclass(cls, self.contract) and not inspect.isabstract(cls):
                yield cls
