"""Legal holds: what must not be taken out, by whose order, and until it is lifted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from marionet.errors import NotFound
from vault.folders import flush, read_json, told, write_json


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold.

    Attributes:
        hold_id: `hold-` and a number.
        account_id: The account that it protects; empty: all that is in the workspace.
        reason: The order or case that it rests on.
        by: Who placed it.
        placed_at: When, UTC.
        lifted_at: When it was lifted, UTC; empty while it stands.
        lifted_by: Who lifted it.
    """

    hold_id: str
    account_id: str
    reason: str
    by: str
    placed_at: str
    lifted_at: str = ""
    lifted_by: str = ""


class Holds:
    """The holds of a vault, each a file that is never deleted."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "holds"

    def all(self) -> list[Hold]:
        """Return every hold, lifted ones too, the oldest first."""
        if not self._folder.is_dir():
            return []
        return [Hold(**read_json(path)) for path in sorted(self._folder.glob("hold-*.json"))]

    def on(self, account_id: str) -> Hold | None:
        """Return a standing hold that protects the account; None where there is none."""
        standing = (hold for hold in self.all() if not hold.lifted_at)
        return next((hold for hold in standing if hold.account_id in {"", account_id}), None)

    def place(self, account_id: str, *, reason: str, by: str) -> Hold:
        """Place a hold on an account, or with an empty id on all of the workspace."""
        number = len(self.all()) + 1
        hold = Hold(f"hold-{number:04}", account_id, reason, by, _now())
        self._write(hold)
        return hold

    def lift(self, hold_id: str, *, by: str) -> Hold:
        """Lift a hold.

        Raises:
            NotFound: There is no standing hold of that id.
        """
        for hold in self.all():
            if hold.hold_id == hold_id and not hold.lifted_at:
                lifted = replace(hold, lifted_at=_now(), lifted_by=by)
                self._write(lifted)
                return lifted
        raise NotFound(f"There is no standing hold {hold_id}. List them with: marionet hold list")

    def _write(self, hold: Hold) -> None:
        with told(self._root, "The hold"):
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{hold.hold_id}.json"
            write_json(path.with_suffix(".new"), asdict(hold))
            flush(path.with_suffix(".new"))
            path.with_suffix(".new").rename(path)
            flush(self._folder)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
