"""Mappings out of their YAML; every mistake is told with its line."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC

from loaders.canonical.time import zone_named
from loaders.tables.mapping import (
    ACCOUNT_FIELDS,
    DEFAULT_MISSING,
    EXTRACTED,
    LISTS,
    POST_FIELDS,
    TIMES,
    UNITS_US,
    Choice,
    Mapping,
    Template,
    Times,
)
from loaders.tables.weibo_bids import WEIBO_BID
from loaders.tables.yaml_nodes import Node, parse_yaml
from vault.schema import PRECISIONS

# fmt: off
_KEYS = frozenset(
    (
        "title", "family", "notes", "example", "match", "columns", "account", "account_from_name",
        "constants", "choose", "time", "times", "cells", "lists", "missing", "extract", "ignore",
        "merge", "derive", "encoding", "delimiter", "ids",
    )
)
# fmt: on
_PLACE = re.compile(r"\{([^{}]+)\}")


def parse_mapping(text: str, name: str) -> Mapping:
    """Read a mapping.

    Raises:
        UsageError: It is no YAML, a key is unknown, or a needed field has no column; with the line.
    """
    root = parse_yaml(text, name)
    keys = root.table(_KEYS)
    constants = _templates(keys.get("constants"), POST_FIELDS, constant=True)
    post = constants | _templates(keys.get("columns"), POST_FIELDS)
    post |= _choices(keys.get("choose"))
    account = _templates(keys.get("account"), ACCOUNT_FIELDS)
    times = _times(keys)
    _need(root, keys, post, account)
    extract = keys["extract"].texts() if "extract" in keys else ()
    if unknown := set(extract) - EXTRACTED:
        raise keys["extract"].fail(
            f"{min(unknown)!r} cannot be extracted; these can: {_sorted(EXTRACTED)}."
        )
    return Mapping(
        name=name,
        title=keys["title"].need_text() if "title" in keys else name,
        family=keys["family"].need_text() if "family" in keys else "Tools",
        notes=keys["notes"].need_text() if "notes" in keys else "",
        example=keys["example"].need_text() if "example" in keys else "",
        digest=hashlib.sha256(text.encode()).hexdigest(),
        match=keys["match"].texts() if "match" in keys else (),
        post=post,
        account=account,
        times=times,
        lists={k: v.need_text() for k, v in _table(keys.get("lists"), LISTS).items()},
        cells=_cells(keys.get("cells")),
        account_from_name=_name_pattern(keys.get("account_from_name")),
        ids=_kind_of_ids(keys.get("ids")),
        missing=frozenset(keys["missing"].texts() if "missing" in keys else DEFAULT_MISSING),
        extract=frozenset(extract),
        ignore={k: v.need_text() for k, v in _table(keys.get("ignore"), None).items()},
        merge="merge" in keys and keys["merge"].flag(),
        derive=keys["derive"].texts() if "derive" in keys else (),
        encoding=_encoding(keys.get("encoding")),
        delimiter=keys["delimiter"].need_text() if "delimiter" in keys else None,
        columns=_columns_of([*post.values(), *account.values()], times),
    )


def _kind_of_ids(node: Node | None) -> str:
    kind = node.need_text() if node else ""
    if node and kind != WEIBO_BID:
        raise node.fail(f"the kind of ids must be {WEIBO_BID}; leave it out for all others.")
    return kind


def _sorted(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _table(node: Node | None, allowed: frozenset[str] | None) -> dict[str, Node]:
    return node.table(allowed) if node else {}


def _templates(
    node: Node | None, allowed: frozenset[str], *, constant: bool = False
) -> dict[str, Template | Choice]:
    found: dict[str, Template | Choice] = {}
    for name, value in _table(node, allowed).items():
        text = value.need_text()
        found[name] = Template((), text) if constant else _column_or_template(text)
    return found


def _column_or_template(text: str) -> Template:
    return _template(text) if "{" in text else Template((("", text),))


def _template(text: str) -> Template:
    pieces = _PLACE.split(text)  # text, column, text, column, ..., text
    return Template(tuple(zip(pieces[0::2], pieces[1::2], strict=False)), pieces[-1])


def _choices(node: Node | None) -> dict[str, Template | Choice]:
    found: dict[str, Template | Choice] = {}
    keys = frozenset(("column", "values", "prefixes", "otherwise"))
    for name, value in _table(node, POST_FIELDS - LISTS).items():
        parts = value.table(keys)
        if "column" not in parts:
            raise value.fail(f"say by which column {name} is chosen.")
        found[name] = Choice(
            column=parts["column"].need_text(),
            values=_outcomes(parts.get("values")),
            prefixes=_outcomes(parts.get("prefixes")),
            otherwise=_result(parts["otherwise"]) if "otherwise" in parts else None,
        )
    return found


def _outcomes(node: Node | None) -> tuple[tuple[str, Template | None], ...]:
    return tuple((case, _result(value)) for case, value in _table(node, None).items())


def _result(node: Node) -> Template | None:
    text = node.text()
    return None if text is None else _template(text)


def _times(keys: dict[str, Node]) -> dict[str, Times]:
    every = _one_time(keys["time"]) if "time" in keys else Times()
    names = frozenset((*TIMES, *(f"account.{name}" for name in TIMES)))
    given = {k: _one_time(v) for k, v in _table(keys.get("times"), names).items()}
    return {name: given.get(name, every) for name in names}


def _one_time(node: Node) -> Times:
    parts = node.table(frozenset(("format", "zone", "plus", "unit", "precision")))
    try:
        zone = zone_named(parts["zone"].need_text()) if "zone" in parts else UTC
    except ValueError as error:
        raise parts["zone"].fail(f"{error}.") from error
    unit = parts["unit"].need_text() if "unit" in parts else "seconds"
    if unit not in UNITS_US:
        raise parts["unit"].fail(f"the unit must be one of {', '.join(UNITS_US)}.")
    precision = parts["precision"].need_text() if "precision" in parts else None
    if precision not in (None, *PRECISIONS):
        raise parts["precision"].fail(f"the precision must be one of {', '.join(PRECISIONS)}.")
    return Times(
        formats=parts["format"].texts() if "format" in parts else ("iso",),
        zone=zone,
        plus=parts["plus"].need_text() if "plus" in parts else None,
        unit_us=UNITS_US[unit],
        precision=precision,
    )


def _cells(node: Node | None) -> frozenset[str]:
    columns = _table(node, None)
    for column in columns.values():
        if column.need_text() != "json":
            raise column.fail("cells can be read as `json` only.")
    return frozenset(columns)


def _name_pattern(node: Node | None) -> re.Pattern[str] | None:
    if node is None:
        return None
    try:
        pattern = re.compile(node.need_text())
    except re.error as error:
        raise node.fail(f"this is no regular expression: {error}.") from error
    if pattern.groups != 1:
        raise node.fail("the regular expression needs one group: the account's id in the name.")
    return pattern


def _encoding(node: Node | None) -> str:
    if node is None:
        return "utf-8-sig"
    name = node.need_text()
    try:
        "".encode(name)
    except LookupError as error:
        raise node.fail(
            f"there is no encoding {name!r}; most files are utf-8 or gb18030."
        ) from error
    return name


def _need(
    root: Node,
    keys: dict[str, Node],
    post: dict[str, Template | Choice],
    account: dict[str, Template | Choice],
) -> None:
    # The platform may also be said on the command line.
    needed = () if "account_id" in account else ("account_id", "created_at")
    for name in needed:
        if name not in post and not (name == "account_id" and "account_from_name" in keys):
            raise root.fail(
                f"the field {name} has no value. Name its column under `columns`, or a value for "
                "all rows under `constants`."
            )


def _columns_of(values: list[Template | Choice], times: dict[str, Times]) -> frozenset[str]:
    found = {time.plus for time in times.values() if time.plus}
    for value in values:
        found |= _columns_in(value)
    return frozenset(found)


def _columns_in(value: Template | Choice | None) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, Template):
        return {column for _, column in value.pieces}
    results = [result for _, result in (*value.values, *value.prefixes)] + [value.otherwise]
    return {value.column}.union(*(_columns_in(result) for result in results))
