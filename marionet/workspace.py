"""The workspace: one folder that holds everything of one investigation team."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from marionet.errors import WorkspaceError


@dataclass(frozen=True, slots=True)
class Workspace:
    """Paths of one workspace. Nothing is created until `create` is called."""

    home: Path

    @property
    def vault(self) -> Path:
        """Originals, canonical tables, runs."""
        return self.home / "vault"

    @property
    def spool(self) -> Path:
        """What `marionet collect` has received and not yet loaded, and where it goes on."""
        return self.home / "spool"

    @property
    def graph(self) -> Path:
        """Data, configuration and log of the embedded Neo4j."""
        return self.home / "graph"

    @property
    def watch(self) -> Path:
        """What `marionet watch` remembers: what was told, and what is still to be sent."""
        return self.home / "watch"

    @property
    def secrets(self) -> Path:
        """Passwords and keys: folder mode 0700, files mode 0600."""
        return self.home / "secrets"

    def create(self) -> Workspace:
        """Make the folders that are missing.

        Raises:
            WorkspaceError: The folder cannot be made or is not writable.
        """
        try:
            for folder in (self.home, self.vault, self.graph):
                folder.mkdir(parents=True, exist_ok=True)
            self.secrets.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"The workspace {self.home} cannot be created ({error.strerror}). "
                "Choose a folder that you may write to: marionet --home DIR ..."
            ) from error
        if not os.access(self.home, os.W_OK):
            raise WorkspaceError(
                f"The workspace {self.home} is not writable. "
                "Choose a folder that you may write to: marionet --home DIR ..."
            )
        return self

    def secret(self, name: str) -> str:
        """Return the secret of that name; make a random one (256 bits) the first time."""
        path = self.secrets / name
        if not path.exists():
            self.create()
            descriptor, temporary = tempfile.mkstemp(dir=self.secrets, prefix=f".{name}-")  # 0600
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(32))
            try:
                os.link(temporary, path)  # the first of two writers wins; both read one secret
            except FileExistsError:
                pass
            finally:
                Path(temporary).unlink()
        return path.read_text().strip()
