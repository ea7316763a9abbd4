"""Parameters: what is taken, what is refused, and that a refusal says how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marionet.errors import QueryError
from queries.parameters import KINDS, Parameter, check_all

LIMIT = Parameter("limit", "integer", "rows", default=10, minimum=1, maximum=100)


def parameter(kind: str, **more: object) -> Parameter:
    return Parameter("p", kind, "something", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "given_value", "value"),
    [
        ("integer", "12", 12),
        ("integer", -3, -3),
        ("number", "0.5", 0.5),
        ("boolean", "yes", True),
        ("boolean", False, False),
        ("string", "汉'\"`", "汉'\"`"),
        ("strings", "a, b,,c", ["a", "b", "c"]),
        ("strings", ["a", "b"], ["a", "b"]),
        ("datetime", "2025-01-02", datetime(2025, 1, 2, tzinfo=UTC)),
        ("datetime", "2025-01-02T10:00:00+08:00", datetime(2025, 1, 2, 2, tzinfo=UTC)),
        ("datetime", "2025-01-02T10:00:00Z", datetime(2025, 1, 2, 10, tzinfo=UTC)),
    ],
)
def test_values_are_read_by_their_type(kind: str, given_value: object, value: object) -> None:
    assert parameter(kind).check(given_value) == value


REFUSED = {
    "a word for a number": ("integer", "many"),
    "a fraction for a whole number": ("integer", 1.5),
    "a truth value for a number": ("integer", True),
    "a number beyond 64 bits": ("integer", str(2**63)),
    "not a number": ("number", "nan"),
    "infinity": ("number", "inf"),
    "a number for a text": ("string", 3),
    "half a character": ("string", "\ud800"),
    "a text too long": ("string", "x" * 2001),
    "a word for a truth value": ("boolean", "perhaps"),
    "month 13": ("datetime", "2025-13-01"),
    "a list with a number in it": ("strings", ["a", 1]),
    "an object": ("string", {"a": 1}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_wrong_values_are_refused_by_name_and_bounds(why: str) -> None:
    kind, value = REFUSED[why]
    with pytest.raises(QueryError, match=r"^Parameter p=.* is not acceptable: give .*\.$"):
        parameter(kind).check(value)


def test_bounds_are_told() -> None:
    with pytest.raises(QueryError, match=r"Parameter limit='101' .* integer, 1 to 100"):
        LIMIT.check("101")


def test_choices_are_told() -> None:
    with pytest.raises(QueryError, match="give one of day, week"):
        parameter("string", choices=("day", "week")).check("year")


def test_defaults_are_filled_in() -> None:
    assert check_all([LIMIT, parameter("string")], {}) == {"limit": 10, "p": None}


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(QueryError, match=r"Parameter p is missing \(something\)"):
        check_all([parameter("string", required=True)], {})


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(QueryError, match=r"no parameter 'limits' .*there is: limit"):
        check_all([LIMIT], {"limits": 3})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.sampled_from(KINDS), ANYTHING)
def test_any_value_is_taken_or_refused_with_a_sentence(kind: str, value: object) -> None:
    message = "taken."
    try:
        parameter(kind).check(value)
    except QueryError as error:
        message = error.message
    assert message.endswith(".")
