"""Checks of this machine: what Marionet needs, whether it is there, and how to mend what is not.

Each check is one function that looks at one thing and says `ok`, `warn` (it works, but something
is missing or slow) or `fail` (it does not work). None changes anything.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from graph.embedded.home import ServerHome
from graph.embedded.jars import JarStore
from graph.embedded.java import SUPPORTED, find_java, installed
from graph.embedded.memory import machine_mb, sizes_for
from marionet.errors import GraphError
from marionet.settings import Settings
from marionet.workspace import Workspace

State = Literal["ok", "warn", "fail"]

_OLDEST_PYTHON = (3, 11)
_DISK_FAIL_MB = 1_000
_DISK_WARN_MB = 10_000
_MEMORY_FAIL_MB = 1_500
_MEMORY_WARN_MB = 4_000
_PACKAGES: Final = ("neo4j", "neo4j-rust-ext", "duckdb", "ibis-framework", "pyarrow", "fastapi",
                    "igraph", "numba")  # fmt: skip
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        name: What was looked at, in one or two words.
        state: ok, warn or fail.
        text: What is there.
        mend: What to do about it; empty when the state is ok.
    """

    name: str
    state: State
    text: str
    mend: str = ""


def examine(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    """Run every check, one after the other."""
    for check in CHECKS:
        yield check(workspace, settings)


def check_python(workspace: Workspace, settings: Settings) -> Finding:
    """Python is new enough."""
    del workspace, settings
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < _OLDEST_PYTHON:
        return Finding("Python", "fail", version, "Install Python 3.11 or newer and set up again.")
    return Finding("Python", "ok", f"{version} at {sys.executable}")


def check_packages(workspace: Workspace, settings: Settings) -> Finding:
    """The packages that matter are there, and driver and its fast part are of one version."""
    del workspace, settings
    found = {name: _version(name) for name in _PACKAGES}
    missing = [name for name, version in found.items() if version is None]
    if missing:
        text = f"missing: {', '.join(missing)}"
        return Finding("packages", "fail", text, "Run `make setup` again.")
    shown = ", ".join(f"{name} {version}" for name, version in found.items())
    driver, fast = found["neo4j"] or "", found["neo4j-rust-ext"] or ""
    if not fast.startswith(driver):
        mend = "Run `make setup` again: neo4j and neo4j-rust-ext must be of the same version."
        return Finding("packages", "warn", shown, mend)
    return Finding("packages", "ok", shown)


def check_workspace(workspace: Workspace, settings: Settings) -> Finding:
    """The workspace can be written, or made."""
    del settings
    there = _existing(workspace.home)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        mend = "Choose a folder that you may write to: marionet --home DIR ..."
        return Finding("workspace", "fail", f"{workspace.home} cannot be written", mend)
    made = "" if there == workspace.home else " (not made yet)"
    return Finding("workspace", "ok", f"{workspace.home}{made}")


def check_disk(workspace: Workspace, settings: Settings) -> Finding:
    """There is room for data where the workspace and the cache are."""
    places = {_existing(workspace.home), _existing(settings.cache)}
    free, place = min((shutil.disk_usage(place).free // 1_000_000, place) for place in places)
    text = f"{free:,} MB free in {place}"
    mend = "Free space; 1M posts take about 1 GB in vault and graph together."
    if free < _DISK_FAIL_MB:
        return Finding("disk", "fail", text, mend)
    return Finding("disk", "ok" if free >= _DISK_WARN_MB else "warn", text, mend)


def check_memory(workspace: Workspace, settings: Settings) -> Finding:
    """There is memory for Neo4j beside loading and detection."""
    del workspace
    total = machine_mb()
    sizes = sizes_for(total, settings)
    text = (
        f"{total:,} MB; Neo4j takes up to {sizes.heap_mb:,} MB heap "
        f"and {sizes.page_cache_mb:,} MB page cache"
    )
    if sizes.heap_mb + sizes.page_cache_mb > total * 3 // 4:
        mend = "Lower MARIONET_NEO4J_HEAP_MB and MARIONET_NEO4J_PAGE_CACHE_MB, or use more memory."
        return Finding("memory", "fail", text, mend)
    mend = "1M posts need 4 GB; a smaller machine serves smaller collections."
    if total < _MEMORY_FAIL_MB:
        return Finding("memory", "fail", text, mend)
    return Finding("memory", "ok" if total >= _MEMORY_WARN_MB else "warn", text, mend)


def check_java(workspace: Workspace, settings: Settings) -> Finding:
    """A Java is there that runs Neo4j."""
    del workspace
    try:
        java = find_java(settings.java_home)
    except GraphError as error:
        return Finding("Java", "fail", "none that fits", error.message)
    text = f"{java.version} at {java.program} ({java.origin})"
    named = next(installed(settings.java_home), None) if settings.java_home else None
    if settings.java_home and (named is None or named.version not in SUPPORTED):
        what = f"is Java {named.version}" if named else "is no Java"
        mend = f"JAVA_HOME ({settings.java_home}) {what}; name a 17 or 21 with MARIONET_JAVA_HOME."
        return Finding("Java", "warn", text, mend)
    return Finding("Java", "ok", text)


def check_neo4j(workspace: Workspace, settings: Settings) -> Finding:
    """The jars are there, or another server is named."""
    del workspace
    if settings.neo4j_uri:
        return _check_external(settings)
    jars = JarStore.of(settings)
    missing = jars.missing()
    if missing:
        size = sum(jar.size for jar in missing) // 1_000_000
        text = f"{len(missing)} of {len(jars.jars)} jars of {jars.version} not in {jars.folder}"
        mend = f"Run `marionet graph install` ({size} MB); the first start does it, too."
        return Finding("Neo4j", "warn", text, mend)
    return Finding("Neo4j", "ok", f"{jars.version}, {len(jars.jars)} jars in {jars.folder}")


def _check_external(settings: Settings) -> Finding:
    from graph.external import external_connection, server_agent
    from marionet.errors import MarionetError

    try:
        agent = server_agent(external_connection(settings))
    except MarionetError as error:
        return Finding("Neo4j", "fail", f"NEO4J_URI is {settings.neo4j_uri}", error.message)
    return Finding("Neo4j", "ok", f"{agent} at {settings.neo4j_uri}")


def check_graph_folder(workspace: Workspace, settings: Settings) -> Finding:
    """The data of the graph are of this version."""
    del settings
    home = ServerHome(workspace.graph)
    try:
        home.check_version()
    except GraphError as error:
        return Finding("graph", "fail", f"{home.folder}", error.message)
    from graph.status import server_status

    found = server_status(workspace)
    if not found["running"]:
        return Finding("graph", "ok", f"not running, {found['disk_mb']} MB in {home.folder}")
    text = f"runs at {found['address']}, process {found['pid']}, used by {found['used_by']}"
    if not found["used_by"] and not found["stays"]:
        mend = "Its users were killed. The next command takes it over; or: marionet graph stop"
        return Finding("graph", "warn", text, mend)
    return Finding("graph", "ok", text)


def check_port(workspace: Workspace, settings: Settings) -> Finding:
    """The port of `marionet serve` is free."""
    del workspace
    where = f"{settings.host}:{settings.port}"
    mend = "Stop the other program, or choose another: marionet serve --port 0"
    try:
        family = socket.getaddrinfo(settings.host, settings.port)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        return Finding("port", "warn", f"{where}: {error.strerror or error}", mend)
    return Finding("port", "ok", f"{where} is free for `marionet serve`")


def check_assets(workspace: Workspace, settings: Settings) -> Finding:
    """The browser-side libraries were fetched."""
    del workspace, settings
    folder = Path(str(files("api"))) / "static" / "vendor"
    if not folder.is_dir() or not any(folder.iterdir()):
        mend = "Run `make setup`, or: python tools/assets.py (it brings its own npm)."
        return Finding("web assets", "fail", f"{folder} is empty", mend)
    return Finding("web assets", "ok", str(folder))


def check_browser(workspace: Workspace, settings: Settings) -> Finding:
    """A Chromium is there for the browser tests; nothing else needs it."""
    del workspace, settings
    named = os.environ.get("MARIONET_CHROMIUM")
    found = named or next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found and Path(found).exists():
        return Finding("Chromium", "ok", found)
    mend = "Only `make test` needs one, and sets it up; or name it with MARIONET_CHROMIUM."
    return Finding("Chromium", "warn", found or "none on the PATH", mend)


CHECKS: Final[tuple[Callable[[Workspace, Settings], Finding], ...]] = (
    check_python,
    check_packages,
    check_workspace,
    check_disk,
    check_memory,
    check_java,
    check_neo4j,
    check_graph_folder,
    check_port,
    check_assets,
    check_browser,
)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _existing(path: Path) -> Path:
    """Return the folder itself, or the nearest one above it that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
