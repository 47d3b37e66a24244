"""A whole portal, started as a newcomer starts it, and a browser to walk through it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "a-long-passphrase-1"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("e2e")


@dataclass(frozen=True)
class Portal:
    """Where it answers, and where its own PostgreSQL does (a source that is always there)."""

    url: str
    socket_folder: str
    data: Path


@pytest.fixture(scope="session")
def portal(tmp_path_factory: Any) -> Iterator[Portal]:
    """`make run` without make: the supervisor in a data folder of its own."""
    data = tmp_path_factory.mktemp("portal")
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    env = {
        **kept,
        "GUILDHALL_DATA": str(data),
        "PORT": str(port),
        "GUILDHALL_ADMIN_PASSWORD": PASSWORD,
        "GUILDHALL_API_RATE": "100000/min",
    }
    log = (data / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "config.supervisor"], cwd=ROOT, env=env, stdout=log, stderr=log
    )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", process, data / "log")
        yield Portal(f"http://127.0.0.1:{port}", _socket_folder(data, env), data)
    finally:
        process.terminate()
        process.wait(30)
        log.close()


GIVEN = ("DATABASE_URL", "REDIS_URL", "GUILDHALL_SECRET_KEY", "SAMPLE")


def _socket_folder(data: Path, env: dict[str, str]) -> str:
    said = subprocess.run(
        [sys.executable, "-m", "config.embedded", "urls"],
        cwd=ROOT,
        env={**env, "GUILDHALL_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return said.split("host=", 1)[1].split()[0].strip("'\"&")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: int = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"The portal did not come up:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


class Visitor:
    """A page of a signed-in person that remembers every complaint of the browser."""

    def __init__(self, page: Any, portal: Portal) -> None:
        self.page, self.portal = page, portal
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> Any:
        """Go to a page and wait until it is quiet."""
        answer = self.page.goto(self.portal.url + path)
        self.page.wait_for_load_state("networkidle")
        return answer

    def sign_in(self, name: str = "admin", password: str = PASSWORD) -> None:
        self.open("/sign-in/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.portal.url + "/")


@pytest.fixture
def visit(browser: Any, portal: Portal) -> Iterator[Any]:
    """`visit(width, theme)`: a visitor who is signed in as the administrator."""
    contexts = []

    def make(width: int = 1440, theme: str = "light", sign_in: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), portal)
        if sign_in:
            visitor.sign_in()
        return visitor

    yield make
    for context in contexts:
        context.close()
