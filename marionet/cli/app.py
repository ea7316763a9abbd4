"""The `marionet` command: global options, the list of commands, and how errors are told."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from marionet import __version__
from marionet.cli import (
    alerts,
    collect,
    compare,
    demo,
    detect,
    doctor,
    explain,
    graph,
    links,
    load,
    manuscripts,
    mapping,
    network,
    profile,
    purge,
    query,
    rings,
    runs,
    serve,
    watch,
    watchlist,
)
from marionet.cli.console import complain, console
from marionet.cli.context import CliContext
from marionet.errors import MarionetError

app = typer.Typer(
    name="marionet",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Find the strings behind fake accounts: load posts, find rings, prove each one.",
    epilog="Start with:  marionet demo  then  marionet serve",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_MODULES = (
    *(load, mapping, collect, links, detect, rings, explain, runs, compare, profile, manuscripts),
    *(watchlist, watch, alerts, query, serve, demo),
    *(network, graph, purge, doctor),
)
for module in _MODULES:
    module.register(app)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        console.print(f"marionet {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="DIR", help="Folder of the workspace [env: MARIONET_HOME]."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=lambda wanted: _show_version(wanted=wanted)
        ),
    ] = False,
) -> None:
    del version
    context.obj = CliContext.make(home=home, debug=debug, quiet=quiet)


def main() -> None:
    """Run the command line; every error becomes one sentence and an exit code."""
    debug = "--debug" in sys.argv[1:]
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:  # a wrong call: the message names the argument
        message = error.format_message()
        if message:
            complain(f"{message} See: marionet --help")
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort) as error:
        complain(str(error) or "Stopped.")
        sys.exit(130)
    except MarionetError as error:
        if debug:
            raise
        complain(error.message)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # who read our output has what they want: marionet rings | head -1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + 13)  # as if SIGPIPE had ended it
    except OSError as error:
        if debug:
            raise
        where = f" ({error.filename})" if error.filename else ""
        complain(f"{error.strerror or error}{where}. Free space or check the permissions.")
        sys.exit(1)
    except Exception as error:
        if is_interrupt(error):
            complain("Stopped.")
            sys.exit(130)
        if debug:
            raise
        complain(
            f"Marionet failed unexpectedly ({type(error).__name__}: {error}). "
            "Run it again as `marionet --debug ...` and report what it prints."
        )
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def is_interrupt(error: Exception) -> bool:
    """Whether this is Ctrl-C or SIGTERM that came while DuckDB called Python: it tells so in words.

    Args:
        error: What a command raised.
    """
    from_duckdb = type(error).__module__.lstrip("_").startswith("duckdb")
    words = ("KeyboardInterrupt", "Ended: SIG", "Interrupted")
    return from_duckdb and any(word in str(error) for word in words)
