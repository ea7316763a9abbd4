"""Alerts as lines of JSON in a file; each once, also after a crash between writing and noting."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from watching.channel import DeliveryFailed


@dataclass(frozen=True, slots=True)
class FileChannel:
    """Appends to a file.

    Attributes:
        path: The file; made with mode 0600 where it is missing.
    """

    path: Path

    @property
    def name(self) -> str:
        """`file:` and the path."""
        return f"file:{self.path}"

    def send(self, content: Mapping[str, Any]) -> None:
        """Append the alert as a line, unless it stands there already.

        Raises:
            DeliveryFailed: The file cannot be written.
        """
        line = msgspec.json.encode(dict(content)) + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "rb+") as file:
                if self._holds(file.read(), content["alert_id"]):
                    return
                file.seek(0, os.SEEK_END)
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise DeliveryFailed(
                f"{self.path} cannot be written ({error.strerror}). Free space, or name another "
                "file with --to."
            ) from error

    @staticmethod
    def _holds(written: bytes, alert_id: str) -> bool:
        """Whether a whole line has the id; a line that was cut off does not count."""
        wanted = f'"alert_id":"{alert_id}"'.encode()
        return any(wanted in line and line.endswith(b"}") for line in written.split(b"\n"))
