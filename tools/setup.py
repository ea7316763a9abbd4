"""Set up everything that Marionet needs, from nothing but Python 3.11+ (with venv).

usage: python3 tools/setup.py run | tests

`run` makes the virtual environment from the hashed lock file, fetches the browser-side assets and
the Neo4j server. `tests` adds the development tools and a Chromium. What is already there is kept:
each part leaves a stamp with the digest of what it was made from.

Only the standard library is used here: this file runs before anything is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class SetupError(Exception):
    """One sentence: what failed and how to mend it."""


def say(text):
    print(f"[setup] {text}", flush=True)


def call(what, *command, mend, env=None):
    """Run a command and show its output only when it fails."""
    started = time.monotonic()
    say(f"{what} ...")
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout[-4000:], file=sys.stderr)
        raise SetupError(f"{what} failed (exit code {done.returncode}). {mend}")
    say(f"{what}: done in {time.monotonic() - started:.0f} s")


def show(what, *command, mend):
    """Run a command that draws its own progress."""
    say(f"{what} ...")
    code = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if code != 0:
        raise SetupError(f"{what} failed (exit code {code}). {mend}")


def digest(*paths):
    found = hashlib.sha256(sys.version.encode())
    for path in paths:
        found.update((ROOT / path).read_bytes())
    return found.hexdigest()


def fresh(name, *paths):
    """Whether the part of that name was made from just these files."""
    stamp = VENV / f".{name}.stamp"
    return stamp.exists() and stamp.read_text() == digest(*paths)


def stamp(name, *paths):
    (VENV / f".{name}.stamp").write_text(digest(*paths))


def check_python():
    if sys.version_info < (3, 11):
        raise SetupError(
            f"Python {sys.version_info.major}.{sys.version_info.minor} is too old: Marionet needs "
            "3.11 or newer. Install it, then: make PYTHON=python3.12 ..."
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        raise SetupError(
            "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"
        ) from error
    free = shutil.disk_usage(ROOT).free
    if free < 3 << 30:
        raise SetupError(
            f"Only {free >> 20} MB are free on the disk of {ROOT}; the set-up needs 3 GB."
        )


def uv_environment():
    """Let uv follow what is set for pip: a mirror, a CA bundle."""
    env = {"UV_SYSTEM_CERTS": "1"}
    for pip_name, uv_name in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if os.environ.get(pip_name) and not os.environ.get(uv_name):
            env[uv_name] = os.environ[pip_name]
    return env


def install_packages(which):
    lock = f"requirements/{which}.lock"
    # The development lock holds all of the run lock: once there, it serves both.
    if fresh("dev", "requirements/dev.lock", "pyproject.toml") or fresh(
        which, lock, "pyproject.toml"
    ):
        return
    mend = "Check the network and the disk, then run the same command again; it goes on."
    if not (BIN / "python").exists():
        call("making the virtual environment .venv", sys.executable, "-m", "venv", VENV, mend=mend)
    if not fresh("setup", "requirements/setup.lock"):
        call(
            "installing the installer (uv)",
            BIN / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check",
            "--require-hashes", "-r", "requirements/setup.lock",
            mend=mend,
        )  # fmt: skip
        stamp("setup", "requirements/setup.lock")
    call(
        f"installing the pinned packages of {lock} (about {'700' if which == 'dev' else '450'} MB)",
        BIN / "uv", "pip", "install", "-q", "--python", BIN / "python",
        "--require-hashes", "-r", lock,
        mend=mend, env=uv_environment(),
    )  # fmt: skip
    call(
        "installing Marionet",
        BIN / "uv", "pip", "install", "-q", "--python", BIN / "python", "--offline",
        "--no-deps", "--no-build-isolation", "-e", ".",
        mend=mend,
    )  # fmt: skip
    stamp(which, lock, "pyproject.toml")


def install_assets():
    show(
        "fetching the browser-side libraries",
        BIN / "python", "tools/assets.py",
        mend="Check the network (npm registry), then run the same command again.",
    )  # fmt: skip


def install_neo4j():
    show(
        "fetching Neo4j and checking this machine",
        BIN / "marionet", "graph", "install",
        mend="Check the network and the disk, then run the same command again; it goes on.",
    )  # fmt: skip


def find_browser():
    named = os.environ.get("MARIONET_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def install_browser():
    if find_browser():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        mend = (
            "Install Chromium by hand, or name one: MARIONET_CHROMIUM=/path/to/chromium make test"
        )
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        call("reading the list of Debian packages", "apt-get", "-qq", "update", mend=mend)
        call(
            "installing Chromium and a Chinese font for the browser tests (about 130 MB)",
            "apt-get", "-qq", "install", "-y", "--no-install-recommends",
            "chromium", "fonts-wqy-microhei",
            mend=mend, env=quiet,
        )  # fmt: skip
        return
    call(
        "installing Playwright's Chromium for the browser tests",
        BIN / "playwright", "install", "chromium",
        mend="Install Chromium (Debian: apt-get install chromium), or name one: "
        "MARIONET_CHROMIUM=/path/to/chromium make test",
    )  # fmt: skip


def main():
    wanted = sys.argv[1:]
    if wanted not in (["run"], ["tests"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        check_python()
        install_packages("run" if wanted == ["run"] else "dev")
        install_assets()
        install_neo4j()
        if wanted == ["tests"]:
            install_browser()
    except SetupError as error:
        print(f"[setup] {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("[setup] Stopped. The same command goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
