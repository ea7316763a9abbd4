"""The errors that a person sees: one sentence on what, where and how to mend it.

MarionetError                a failure: exit code 1, HTTP 500
├── UsageError               the call is wrong: exit code 2, HTTP 400
├── NotFound                 no such collection, run, ring, account, query: exit code 2, HTTP 404
├── WorkspaceError           the workspace cannot be read or written
├── LoadError                a file cannot be loaded
├── CollectError             a live source cannot be collected from
├── VaultError               the vault is damaged or cannot be written
├── DetectionError           a run cannot be made
├── GraphError               Neo4j cannot be started, reached or written: HTTP 503
└── QueryError               a query is not acceptable: HTTP 400

Each class has a `code` that never changes its meaning; docs/reference/errors.md lists them.
"""

from __future__ import annotations

from typing import ClassVar


class MarionetError(Exception):
    """Base of every error that is shown to a person without a traceback.

    Args:
        message: One sentence: what is wrong, where, and how to mend it.
    """

    code: ClassVar[str] = "marionet"
    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(MarionetError):
    """The command, the flag or the parameter is wrong; nothing was done."""

    code = "usage"
    exit_code = 2
    status = 400


class NotFound(UsageError):
    """The thing that was named does not exist."""

    code = "not-found"
    status = 404


class WorkspaceError(MarionetError):
    """The workspace folder cannot be created, read or written."""

    code = "workspace"


class LoadError(MarionetError):
    """A file cannot be loaded as it is."""

    code = "load"


class CollectError(MarionetError):
    """A live source refuses, or what it sends cannot be kept."""

    code = "collect"


class VaultError(MarionetError):
    """The vault is damaged or cannot be written."""

    code = "vault"


class RetractionError(MarionetError):
    """Data cannot be taken out: a legal hold forbids it, or it was not found whole."""

    code = "retraction"


class DetectionError(MarionetError):
    """A detection run cannot be made from this input."""

    code = "detection"


class GraphError(MarionetError):
    """Neo4j cannot be installed, started, reached or written."""

    code = "graph"
    status = 503


class QueryError(MarionetError):
    """A query or one of its parameters is not acceptable."""

    code = "query"
    exit_code = 2
    status = 400
