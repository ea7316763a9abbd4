"""What every command gets: settings, workspace, vault, progress."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from marionet.cli.console import ConsoleProgress
from marionet.errors import UsageError
from marionet.progress import SILENT, Progress
from marionet.settings import Settings
from marionet.workspace import Workspace

if TYPE_CHECKING:
    from vault import Vault


@dataclass(frozen=True)
class CliContext:
    """Made once per call of `marionet`."""

    settings: Settings
    workspace: Workspace
    progress: Progress
    debug: bool

    @classmethod
    def make(cls, *, home: Path | None, debug: bool, quiet: bool) -> CliContext:
        """Read the settings; `--home` wins over MARIONET_HOME.

        Raises:
            UsageError: A setting in the environment has a wrong value.
        """
        try:
            settings = Settings()
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(str(part) for part in e['loc'])}={e['input']!r}: {e['msg']}"
                for e in error.errors()
            )
            raise UsageError(
                f"A setting in the environment is wrong: {wrong}. See docs/reference/settings.md."
            ) from error
        folder = (home or settings.home).expanduser().absolute()
        return cls(
            settings=settings,
            workspace=Workspace(folder),
            progress=SILENT if quiet else ConsoleProgress(),
            debug=debug,
        )

    @cached_property
    def vault(self) -> Vault:
        """The vault of the workspace; made when it is missing."""
        from vault import Vault

        return Vault(self.workspace.create().vault)


def context_of(context: typer.Context) -> CliContext:
    """Return the typed context of a command."""
    found = context.find_root().obj
    assert isinstance(found, CliContext)  # noqa: S101 - set by the callback of the root
    return found
