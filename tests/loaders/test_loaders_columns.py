from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.canonical.missing import MARKERS, NOBODY
from loaders.records import BadRecord, qualified
from loaders.tables.faults import Faults
from loaders.tables.ids import qualified_column
from loaders.tables.mapping import Times
from loaders.tables.times import TimeCells, When, read_times, time_column

CHINA = timezone(timedelta(hours=8))
FORMS = {
    "iso": (
        *("2025-03-01 12:00:00", "2025-03-01T12:00:00Z", "2025-03-01 12:00:00.25", "2025-03-01"),
        *("2025-03-01 12:00", "2025-03-01T12:00:00+02:00", "1970-01-01 00:00:00", "soon"),
    ),
    "epoch_s": ("1740830400", "1740830400.5", "0", "99999999999999999999", "-1", "x"),
    "epoch_ms": ("1740830400123", "17408304001230000", "1740830400123.5"),
    "%m/%d/%Y %H:%M": ("3/1/2025 12:00", "03/01/2025 1:02", "2/30/2025 12:00", "13/1/2025 1:00"),
    "%Y-%m-%d %H:%M:%S": ("2025-03-01 12:00:59", "2025-3-1 1:2:3", "2025-02-29 00:00:00"),
}


@pytest.mark.parametrize("zone", [timezone.utc, CHINA])  # noqa: UP017
@pytest.mark.parametrize("form", FORMS)
def test_column_of_times_is_what_its_cells_are_one_by_one(form: str, zone: timezone) -> None:
    times = Times((form,), zone)
    read = read_times(times, None)
    for texts in (FORMS[form], *((text,) for text in FORMS[form])):
        faults = Faults()
        whens = time_column([*texts, None], times, None, faults)
        found = list(zip(whens.us, whens.precision, strict=True))
        for row, text in enumerate(texts):
            assert (faults.reasons.get(row) or found[row]) == alone(read, text)
        assert found[-1] == (None, None)


def alone(read: TimeCells, text: str) -> When | str:
    """Return a time that is read by itself, or what is wrong with it."""
    try:
        return read(text)
    except BadRecord as error:
        return str(error)


SPECIAL = ("@Ann", " @Ann", "x:17", "x:None", "weibo:1", "17", "0", "-1", " 0 ", "a\n@B", "a\nx:1")
IDS = st.sampled_from([*SPECIAL, *sorted(MARKERS)[:9], *sorted(NOBODY)]) | st.text(max_size=4)


@given(st.lists(st.tuples(st.sampled_from(["x", ""]), st.none() | IDS), max_size=4))
def test_column_of_ids_is_what_its_cells_are_one_by_one(
    cells: list[tuple[str, str | None]],
) -> None:
    platforms, ids = [platform for platform, _ in cells], [each for _, each in cells]
    for column in (platforms, ["x"] * len(ids)):
        expected = [qualified(*pair) for pair in zip(column, ids, strict=True)]
        assert qualified_column(column, ids) == expected
