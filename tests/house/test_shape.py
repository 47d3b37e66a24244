"""Sizes and names: what grows beyond them is two things. Exceptions stand here, with a reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("core", "governance", "workflows", "monitoring", "collaboration", "securityops", "config")
FORBIDDEN = {"utils", "helpers", "common", "services", "mixins", "managers"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEMPLATE = 400, 50, 25, 200
ALLOWED = {
    "core/shell/templatetags/gallery.py::examples": "one list of example data, nothing to divide",
}
SPEAKS_FOR_ITSELF = {"__init__", "apps", "tasks", "admin", "forms", "inbox", "subscribers"}


def ours() -> Iterator[Path]:
    """Our Python files, without migrations."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with its length in lines."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def test_no_file_is_too_long() -> None:
    long = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in ours()}
    assert {p: n for p, n in long.items() if n > LONGEST_FILE and p not in ALLOWED} == {}


def test_no_function_is_too_long() -> None:
    long = []
    for path in ours():
        is_view = path.stem == "views" or path.parent.name == "views"
        limit = LONGEST_VIEW if is_view else LONGEST_FUNCTION
        for name, lines in functions(path):
            key = f"{path.relative_to(ROOT)}::{name}"
            if lines > limit and key not in ALLOWED:
                long.append(f"{key}: {lines}")
    assert long == []


def test_no_template_is_too_long() -> None:
    long = [
        p.name
        for p in (ROOT / "templates").rglob("*.html")
        if len(p.read_text().splitlines()) > LONGEST_TEMPLATE
    ]
    assert long == []


def test_no_file_is_a_drawer() -> None:
    assert [str(p) for p in ours() if p.stem in FORBIDDEN or p.parent.name in FORBIDDEN] == []


def test_every_module_that_is_not_self_evident_says_what_it_is() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in ours()
        if p.stem not in SPEAKS_FOR_ITSELF
        and p.parent.name != "admin"
        and not (ast.get_docstring(ast.parse(p.read_text())))
    ]
    assert silent == []
