"""Runs the application on a port of this machine until it is told to stop."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
from collections.abc import Generator
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from marionet.errors import NotFound, UsageError

SHUTDOWN_S = 3
"""How long requests under way may take when the server is told to stop, seconds."""


def bind(host: str, port: int, *, or_any_port: bool) -> socket.socket:
    """Return a listening socket; it queues callers until the application is up.

    Args:
        host: Address to bind to.
        port: Port; 0 picks a free one.
        or_any_port: Whether a free port will do when this one is taken.

    Raises:
        UsageError: The port is taken, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except (TypeError, UnicodeError) as error:  # no name of a host can look like this
        bound.close()
        raise UsageError(f"--host {host[:80]} is not an address. Use 127.0.0.1.") from error
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE and or_any_port:
            return bind(host, 0, or_any_port=False)
        raise UsageError(_told(host, port, error)) from error
    return bound


def run(app: FastAPI, bound: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; the signal is raised again when all is closed."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # addresses hold ids of accounts and the tokens of links
        server_header=False,
        date_header=True,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=SHUTDOWN_S,
        timeout_keep_alive=30,
        limit_concurrency=200,
        proxy_headers=False,
    )
    uvicorn.Server(config).run(sockets=[bound])


def address_of(host: str, bound: socket.socket) -> str:
    """Return the address to open in a browser."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{bound.getsockname()[1]}"


@contextlib.contextmanager
def announced(folder: Path, address: str) -> Generator[None]:
    """Keep a note of the address while the server runs, for `marionet link`; one for each server.

    Args:
        folder: Where the notes of all servers of a workspace are.
        address: Where this one answers.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{os.getpid()}.json"
    temporary = folder / f".{os.getpid()}"
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps({"address": address, "pid": os.getpid()}))
    temporary.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def running_address(folder: Path) -> str:
    """Return the address of the server that runs, of several the one that started last.

    Raises:
        NotFound: None runs.
    """
    for path in sorted(folder.glob("*.json"), key=_started, reverse=True):
        # of a server that was killed the note stays, and another process may have its id by now
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            note = json.loads(path.read_text())
            os.kill(note["pid"], 0)
            return str(note["address"])
    raise NotFound("No server runs on this workspace. Start one with: marionet serve")


def _started(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _told(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program. Choose another: --port 0"
    if error.errno == errno.EACCES:
        return f"Port {port} needs the rights of the system. Choose one above 1023: --port 8420"
    return f"The address {host}:{port} cannot be bound ({error.strerror}). Use --host 127.0.0.1"
