"""Typed parameters of a query: declared in its front matter, checked before it is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias, cast, get_args

from marionet.errors import QueryError
from queries.fulltext import lucene

Kind = Literal["integer", "number", "string", "boolean", "datetime", "strings"]
KINDS: tuple[str, ...] = get_args(Kind)

MAX_TEXT = 2_000
"""Characters of a string parameter, unless its declaration says otherwise."""

MAX_STRINGS = 1_000
"""Items of a list parameter."""

INT64 = 2**63
_YES = {"true", "yes", "1", "on"}
_NO = {"false", "no", "0", "off"}

Value: TypeAlias = bool | int | float | str | datetime | list[str] | None
"""What a checked parameter holds, as the driver takes it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query.

    Attributes:
        name: What stands behind `$` in the Cypher.
        kind: Its type.
        description: For people, with the unit.
        required: Whether it must be given; one that is not required and has no default is null.
        default: Used when it is not given.
        minimum: Smallest number, or fewest characters or items.
        maximum: Largest number, or most characters or items.
        choices: The values that it may have; empty: any.
        words: The text is what a person types into a search box; it becomes a Lucene query.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    default: Value = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    words: bool = False

    @property
    def bounds(self) -> str:
        """Its type and bounds in words, for people."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        noun = {"strings": "list of strings", "boolean": "true or false"}.get(self.kind, self.kind)
        unit = {"string": " characters", "strings": " items"}.get(self.kind, "")
        if self.minimum is not None and self.maximum is not None:
            return f"{noun}, {self.minimum:.12g} to {self.maximum:.12g}{unit}"
        if self.minimum is not None:
            return f"{noun}, at least {self.minimum:.12g}{unit}"
        if self.maximum is not None:
            return f"{noun}, at most {self.maximum:.12g}{unit}"
        return noun

    def check(self, given: object) -> Value:
        """Return the value as the driver takes it; text is read according to the type.

        Raises:
            QueryError: It is of a wrong type, out of bounds or not among the choices.
        """
        if given is None and not self.required:
            return None
        try:
            value = _READERS[self.kind](given)
        except (ValueError, TypeError, OverflowError):
            raise self._refusal(given) from None
        size = len(value) if isinstance(value, str | list) else value
        if isinstance(size, int | float) and not isinstance(value, bool):
            most = self.maximum if self.maximum is not None else _most(self.kind)
            if (self.minimum is not None and size < self.minimum) or size > most:
                raise self._refusal(given)
        if self.choices and any(v not in self.choices for v in _each(value)):
            raise self._refusal(given)
        return lucene(value) if self.words and isinstance(value, str) else value

    def _refusal(self, given: object) -> QueryError:
        shown = repr(given)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        return QueryError(f"Parameter {self.name}={shown} is not acceptable: give {self.bounds}.")


def check_all(parameters: Sequence[Parameter], given: Mapping[str, object]) -> dict[str, Value]:
    """Return every declared parameter with its checked value or its default.

    Raises:
        QueryError: One is unknown, missing or not acceptable; the message names it.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            there = ", ".join(known) or "none"
            raise QueryError(
                f"There is no parameter {name[:80]!r} in this query (there is: {there})."
            )
    return {
        name: parameter.check(given[name]) if name in given else _unset(parameter)
        for name, parameter in known.items()
    }


def _unset(parameter: Parameter) -> Value:
    if parameter.required:
        raise QueryError(
            f"Parameter {parameter.name} is missing ({parameter.description}): "
            f"give {parameter.bounds}."
        )
    return None if parameter.default is None else parameter.check(parameter.default)


def _most(kind: Kind) -> float:
    return {"string": MAX_TEXT, "strings": MAX_STRINGS}.get(kind, float("inf"))


def _each(value: Value) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def _integer(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise TypeError
    value = int(given)
    if not -INT64 <= value < INT64:
        raise OverflowError
    return value


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise TypeError
    value = float(given)
    if not math.isfinite(value):
        raise ValueError
    return value


def _boolean(given: object) -> bool:
    if isinstance(given, bool):
        return given
    text = str(given).lower()
    if text not in _YES | _NO:
        raise ValueError
    return text in _YES


def _string(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    given.encode()  # a lone surrogate cannot be sent to the server
    return given


def _datetime(given: object) -> datetime:
    value = given if isinstance(given, datetime) else datetime.fromisoformat(_string(given))
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _strings(given: object) -> list[str]:
    if isinstance(given, str):
        return [_string(item.strip()) for item in given.split(",") if item.strip()]
    if not isinstance(given, list | tuple):
        raise TypeError
    return [_string(item) for item in cast("Sequence[object]", given)]


_READERS = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "string": _string,
    "datetime": _datetime,
    "strings": _strings,
}
