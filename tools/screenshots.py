"""Take the pictures of docs/images from the real program.

usage: python tools/screenshots.py [--url LINK] [--out FOLDER]

Without --url a program of its own is started on the demo campaign, in a temporary workspace, and
stopped afterwards. With it a running one is used: give the link that `marionet link` prints.
"""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import open_chromium  # noqa: E402 - found by the line above

MOST_BYTES = 300_000
LINK = re.compile(r"https?://\S+/login\?token=\S+")


@contextmanager
def own_program() -> Iterator[str]:
    """Start the program on the demo in a temporary workspace; yields its link."""
    with tempfile.TemporaryDirectory(prefix="marionet-pictures-") as home:
        command = [ROOT / ".venv/bin/marionet", "--home", home, "serve", "--demo", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            try:
                assert program.stdout is not None  # noqa: S101 - PIPE was asked for
                yield next(found[0] for line in program.stdout if (found := LINK.search(line)))
            finally:
                program.send_signal(signal.SIGINT)


def take(page: Page, folder: Path, name: str) -> None:
    """Take one picture of what is in the window; refuse one that is too large for a README."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.mouse.move(1, 1)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"[screenshots] {path.name}: {size / 1000:.0f} kB", flush=True)
    if size > MOST_BYTES:
        sys.exit(f"[screenshots] {path} is larger than {MOST_BYTES / 1000:.0f} kB.")


def network_into_view(page: Page) -> None:
    """Scroll to the network, wait until it is drawn, and select an account with many ties."""
    page.locator("#network").scroll_into_view_if_needed()
    page.locator("[data-network][data-drawn]").wait_for()
    page.evaluate("document.querySelector('#network').scrollIntoView()")
    page.frames[1].evaluate(
        """() => {
          const { network, nodes } = window.marionetNetwork;
          const ids = nodes.getIds();
          const ties = (id) => network.getConnectedNodes(id).length;
          const best = ids.reduce((a, b) => (ties(b) > ties(a) ? b : a));
          network.selectNodes([best]);
          parent.postMessage({ marionet: "account", id: best }, "*");
        }"""
    )
    page.locator("#side").get_by_role("link", name="Open the account").wait_for()


def walk(page: Page, link: str, folder: Path) -> None:
    """Go the way of an investigator and take a picture at each station."""
    page.goto(link)
    take(page, folder, "rings")
    page.locator("#rings tbody a.row-title").first.click()
    take(page, folder, "ring")
    ring = page.url
    page.locator("#evidence tbody tr", has=page.locator(".badge.text")).first.get_by_role(
        "link"
    ).click()
    take(page, folder, "evidence")
    page.goto(ring)
    page.locator("#members tbody th a").first.click()
    take(page, folder, "account")
    page.goto(f"{ring}?draw=100")
    network_into_view(page)
    take(page, folder, "network")
    page.goto(f"{ring.partition('?')[0]}/profile")
    take(page, folder, "profile")
    page.locator("a[href^='/manuscripts/']").first.click()
    page.locator(".spun details summary").nth(2).click()
    take(page, folder, "manuscript")
    page.goto(ring)
    page.emulate_media(color_scheme="dark")
    take(page, folder, "ring-dark")


def main() -> int:
    """Take all pictures; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--url", help="link of a running program, as `marionet link` prints it")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with open_chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.set_default_timeout(60_000)
        if given.url is not None:
            if not LINK.fullmatch(given.url):
                parser.error(f"{urlsplit(given.url).netloc or given.url} is no link to log in.")
            walk(page, given.url, given.out)
        else:
            print("[screenshots] starting the program on the demo campaign ...", flush=True)
            with own_program() as link:
                walk(page, link, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
