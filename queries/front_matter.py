"""The header of a query file: YAML inside `//` comments, so that the file is valid Cypher."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

import yaml

from marionet.errors import QueryError
from queries.parameters import KINDS, Kind, Parameter

FENCE = "// ---"
T = TypeVar("T")

KEYS = frozenset(
    {
        *("name", "title", "description", "category", "maturity", "revision", "parameters"),
        *("returns", "identity", "graph", "limits", "allow", "disarm", "references"),
    }
)
"""What a front matter may say."""

PARAMETER_KEYS = frozenset(
    {
        *("name", "type", "description", "required", "default"),
        *("minimum", "maximum", "enum", "format"),
    }
)


def split(text: str, where: str) -> tuple[dict[str, object], str]:
    """Return the front matter and the Cypher below it.

    Raises:
        QueryError: There is no header, or it is not a YAML mapping.
    """
    lines = text.splitlines()
    if not lines or lines[0] != FENCE or FENCE not in lines[1:]:
        raise QueryError(f"{where}: the file must begin with a header between two lines {FENCE!r}.")
    end = lines.index(FENCE, 1)
    header = "\n".join(line.removeprefix("//").removeprefix(" ") for line in lines[1:end])
    try:
        loaded = yaml.load(header, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise QueryError(f"{where}: the header is not YAML: {error}") from error
    if not isinstance(loaded, dict):
        raise QueryError(f"{where}: the header must be a YAML mapping.")
    return cast("dict[str, object]", loaded), "\n".join(lines[end + 1 :]).strip()


def only(found: Mapping[str, object], known: frozenset[str], where: str) -> None:
    """Refuse keys that nobody reads.

    Raises:
        QueryError: There is an unknown key.
    """
    if unknown := sorted(set(found) - known):
        raise QueryError(f"{where}: unknown key {unknown[0]!r}; known are {sorted(known)}.")


def need(found: Mapping[str, object], key: str, kind: type[T], where: str) -> T:
    """Return the value of a key that must be there.

    Raises:
        QueryError: It is missing, empty or of another type.
    """
    value = found.get(key)
    if not isinstance(value, kind) or value in ("", [], {}):
        raise QueryError(f"{where}: the key {key!r} must be a {kind.__name__} that is not empty.")
    return value


def read_parameter(found: Mapping[str, object], where: str) -> Parameter:
    """Return one declared parameter; its default is checked against its own bounds.

    Raises:
        QueryError: The declaration is not complete or contradicts itself.
    """
    only(found, PARAMETER_KEYS, where)
    name = need(found, "name", str, where)
    here = f"{where}, parameter {name}"
    kind = need(found, "type", str, here)
    if kind not in KINDS:
        raise QueryError(f"{here}: type {kind!r} is unknown; known are {KINDS}.")
    parameter = Parameter(
        name=name,
        kind=cast("Kind", kind),
        description=need(found, "description", str, here),
        required=bool(found.get("required", False)),
        default=cast("str | None", found.get("default")),
        minimum=cast("float | None", found.get("minimum")),
        maximum=cast("float | None", found.get("maximum")),
        choices=tuple(cast("list[str]", found.get("enum", []))),
        words=found.get("format") == "words",
    )
    if parameter.required and parameter.default is not None:
        raise QueryError(f"{here}: a required parameter has no default.")
    if parameter.default is not None:
        try:
            parameter.check(parameter.default)
        except QueryError as error:
            raise QueryError(f"{here}: the default is wrong. {error.message}") from error
    return parameter
