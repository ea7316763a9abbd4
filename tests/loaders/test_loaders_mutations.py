"""Damaged samples of every format: each ends as a load whose rows add up, or as one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders import load
from loaders.format import Context
from marionet.errors import MarionetError
from tests.golden import Sample, invented_samples
from vault import Vault

SAMPLES = {sample.name: sample for sample in invented_samples()}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    "",
    "None",
    "\x00",
    "a\nb",
    "\ud800",
    "x" * 700,
    "2025-13-45T99:99:99Z",
    "9999-12-31T23:59:59Z",
    "1",
    1e308,
    10**30,
    -(2**63),
    1.5,
    [],
    {},
    [None],
    [[]],
    {"id": {}},
    ["a", 1, {}],
    "https://[::1",
    "http://" + "a" * 3000,
]
DEEP = b'{"a":' * 50_000
FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all fields and elements in a JSON value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [p for key, v in inner for p in [(*at, key), *places(v, (*at, key))]]


def changed_json(value: Any, where: float, how: str, odd: Any) -> Any:
    """Return a JSON value with one field deleted, replaced, nested or doubled."""
    found = places(value)
    if not found:
        return odd
    *way, last = found[min(int(where * len(found)), len(found) - 1)]
    parent = value
    for key in way:
        parent = parent[key]
    if how == "delete":
        del parent[last]
    elif how == "nest":
        parent[last] = {"a": [parent[last]]}
    elif how == "double" and isinstance(parent, list):
        parent.append(parent[last])
    else:
        parent[last] = odd
    return value


def changed_text(raw: bytes, where: float, how: str, odd: Any) -> bytes | None:
    """Change a JSON document or one of its lines; None where it is neither."""
    start = max(raw.find(b"="), 0) + 1 if raw.startswith((b"window.", b"Grailbird")) else 0
    pieces = [raw[start:]]
    try:
        json.loads(pieces[0])
    except (ValueError, RecursionError):
        pieces = raw[start:].splitlines(keepends=True)
    number = min(int(where * len(pieces)), len(pieces) - 1)
    try:
        value = json.loads(pieces[number])
    except (ValueError, IndexError, RecursionError):
        return None
    value = changed_json(value, where * len(pieces) % 1, how, odd)
    pieces[number] = json.dumps(value).encode() + b"\n"
    return raw[:start] + b"".join(pieces)


def changed_bytes(raw: bytes, where: float, how: str, odd: Any) -> bytes:
    """Cut, flip, double or insert bytes."""
    at = int(where * len(raw))
    line = raw.rfind(b"\n", 0, at) + 1
    end = raw.find(b"\n", at) + 1 or len(raw)
    ways = {
        "delete": raw[:at] + raw[at + 7 :],
        "nest": raw[:at] + DEEP + raw[at:],
        "double": raw[:end] + raw[line:end] + raw[end:],
        "cut": raw[:at],
        "flip": raw[:at] + bytes(255 - b for b in raw[at : at + 1]) + raw[at + 1 :],
        "nul": raw[:at] + b"\0" + raw[at:],
        "utf-16": raw.decode("utf-8", "replace").encode("utf-16"),
        "insert": raw[:at] + str(odd).encode("utf-8", "surrogatepass") + raw[at:],
    }
    return ways[how]


WAYS = ("delete", "nest", "double", "replace", "cut", "flip", "nul", "utf-16", "insert")
FIELDS = ("delete", "nest", "double", "replace")
mutations = st.tuples(
    st.sampled_from(["field"] * 2 + ["bytes"]),
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(FIELDS),
    st.sampled_from(tuple(way for way in WAYS if way != "replace")),
    st.sampled_from(ODD),
)


def mutated(raw: bytes, mutation: tuple[str, float, str, str, Any]) -> bytes:
    kind, where, field_way, byte_way, odd = mutation
    if kind == "field" and (found := changed_text(raw, where, field_way, odd)) is not None:
        return found
    return changed_bytes(raw, where, byte_way, odd)


@pytest.mark.parametrize("name", SAMPLES)
@FEW
@given(found=st.lists(mutations, min_size=1, max_size=3))
def test_damaged_sample_loads_with_rows_that_add_up_or_is_refused_in_a_sentence(
    name: str, found: list[tuple[str, float, str, str, Any]], tmp_path: Path
) -> None:
    sample: Sample = SAMPLES[name]
    raw = sample.path.read_bytes()
    for mutation in found:
        raw = mutated(raw, mutation)
    path = tmp_path / sample.path.name
    path.write_bytes(raw)
    context = Context(captured_us=1_740_900_000_000_000, platform=sample.options.get("platform"))
    try:
        reports = load(
            Vault(tmp_path / "vault"),
            [str(path)],
            format=sample.options["format"],
            max_rejects=10_000,
            context=context,
        )
    except MarionetError:
        return  # any other exception fails the test
    for report in reports:
        if not report.known:
            assert report.read == (
                report.stored + report.repeated + report.empty + report.merged + report.rejects
            )
