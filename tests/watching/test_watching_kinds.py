"""Each kind of alert on changes written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection.compare import KEPT, MERGED, NEW, SPLIT
from tests.watching.changes import DAY, START, Story, fate, known, ring, study_of
from watching.kinds import KINDS
from watching.kinds.ring_grew import has_grown
from watching.spread import known_platforms, platforms_of


def test_every_kind_has_its_own_name_and_place():
    assert {kind.name for kind in KINDS} == {
        "new-ring", "ring-grew", "ring-woke", "rings-merged", "ring-split", "manuscript-platform",
    }  # fmt: skip
    assert len({kind.order for kind in KINDS}) == len(KINDS)


def test_where_nothing_is_there_nothing_is_told():
    assert Story().told() == set()


def test_a_ring_that_nobody_was_told_of_is_new():
    story = Story({"b": ring(9), "a": ring(9)}, known={"a": known(9)})
    assert story.told() == {("new-ring", "b")}


def test_a_known_ring_is_not_new_under_another_id():
    story = Story({"r2-01": ring(9)}, known={"r1-01": known(9)}, names={"r2-01": "r1-01"})
    assert story.told() == set()


def test_an_alert_names_no_account():
    [alert] = Story({"a": ring(9)}).alerts()
    assert alert.numbers == {"accounts": 9, "posts": 27, "q": 0.001}
    assert (alert.ring, alert.ring_id, alert.path) == ("a", "a", "/rings/a")


def test_a_ring_that_doubles_from_twenty_has_grown():
    assert Story({"a": ring(40)}, known={"a": known(20)}).told() == {("ring-grew", "a/40")}


def test_members_that_come_and_go_are_no_growth():
    assert Story({"a": ring(24)}, known={"a": known(20)}).told() == set()


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_no_ring_grows_and_shrinks_at_once(before: int, after: int):
    assert not (has_grown(before, after) and has_grown(after, before))
    assert not has_grown(before, before)


def test_a_ring_wakes_up_after_a_silence():
    woke = START + 20 * DAY
    story = Story({"a": ring(9, woke)}, {"a": known(9)}, bursts={"a": (START, woke)})
    [alert] = story.alerts()
    assert (alert.kind, alert.key) == ("ring-woke", "a/2026-03-22")
    assert alert.numbers["silent_days"] == 20


@pytest.mark.parametrize(
    "bursts",
    [(START + 13 * DAY,), (START + 5 * DAY, START + 20 * DAY), (START,), ()],
    ids=["too soon", "acted in between", "nothing new", "no burst"],
)
def test_a_ring_that_was_not_silent_does_not_wake_up(bursts: tuple):
    assert Story({"a": ring(9)}, {"a": known(9)}, bursts={"a": bursts}).told() == set()


def test_rings_that_become_one_are_told_of_once_and_not_as_growth():
    story = Story(
        {"n": ring(40)},
        {"x": known(20), "y": known(20)},
        names={"n": "x"},
        fates=(fate(MERGED, "x", "n"), fate(MERGED, "y", "n")),
    )
    assert story.told() == {("rings-merged", "x/x+y")}


def test_a_ring_that_stays_is_no_merger():
    story = Story({"n": ring(20)}, {"x": known(20)}, {"n": "x"}, (fate(KEPT, "x", "n"),))
    assert story.told() == set()


def test_a_split_is_told_of_once_and_its_parts_are_not_new():
    story = Story(
        {"p": ring(10), "q": ring(9)},
        {"x": known(20)},
        names={"p": "x"},
        fates=(fate(SPLIT, "x", "p"), fate(SPLIT, "x", "q")),
    )
    assert story.told() == {("ring-split", "x/q+x")}


def test_a_part_that_is_no_ring_makes_no_split():
    """An audience-like part is no ring of the change: a single ring is left."""
    story = Story(
        {"p": ring(10)},
        {"x": known(20)},
        {"p": "x"},
        (fate(SPLIT, "x", "p"), fate(SPLIT, "x", "audience"), fate(NEW, None, "audience")),
    )
    assert story.told() == set()


def test_a_manuscript_on_a_further_platform_is_told(tmp_path: Path):
    study = study_of(tmp_path / "s", {"ms:1": ("x", "x", "weibo", "weibo")})
    [alert] = Story(study=study, platforms={"ms:1": frozenset({"x"})}).alerts()
    assert (alert.kind, alert.key) == ("manuscript-platform", "ms:1/weibo")
    assert alert.numbers == {"copies": 2, "platform": "weibo", "manuscript": "ms:1"}


def test_a_manuscript_that_was_not_known_has_not_spread(tmp_path: Path):
    study = study_of(tmp_path / "s", {"ms:1": ("x", "weibo")})
    assert Story(study=study).told() == set()


def test_an_unknown_platform_is_no_new_one(tmp_path: Path):
    study = study_of(tmp_path / "s", {"ms:1": ("x", None, "")})
    assert Story(study=study, platforms={"ms:1": frozenset({"x"})}).told() == set()
    assert platforms_of(study) == {"ms:1": {"x": 1}}


@pytest.mark.parametrize("more", [{"rings": 0}, {"kind": "saying"}], ids=["no ring", "no script"])
def test_what_no_ring_wrote_as_a_manuscript_does_not_spread(tmp_path: Path, more: dict):
    study = study_of(tmp_path / "s", {"ms:1": ("x", "weibo")}, **more)
    assert Story(study=study, platforms={"ms:1": frozenset({"x"})}).told() == set()


def test_a_manuscript_is_known_by_its_copies_where_its_first_one_left(tmp_path: Path):
    former = study_of(tmp_path / "f", {"ms:1": ("x", "x", "x")}, posts={"ms:1": ("a", "b", "c")})
    study = study_of(
        tmp_path / "s",
        {"ms:2": ("x", "x", "weibo"), "ms:3": ("x",)},
        posts={"ms:2": ("b", "c", "d"), "ms:3": ("e",)},
    )
    remembered = {"ms:1": frozenset({"x"})}
    platforms = known_platforms(remembered, former, study)
    assert platforms == {"ms:1": frozenset({"x"}), "ms:2": frozenset({"x"})}
    assert Story(study=study, platforms=platforms).told() == {("manuscript-platform", "ms:2/weibo")}


def test_one_copy_in_common_makes_no_manuscript_known(tmp_path: Path):
    former = study_of(tmp_path / "f", {"ms:1": ("x",) * 3}, posts={"ms:1": ("a", "b", "c")})
    study = study_of(tmp_path / "s", {"ms:2": ("weibo",) * 3}, posts={"ms:2": ("c", "d", "e")})
    remembered = {"ms:1": frozenset({"x"})}
    assert known_platforms(remembered, former, study) == remembered


def test_the_id_of_an_alert_is_that_of_what_it_is_about():
    one, two = (Story({"a": ring(n)}).alerts()[0] for n in (9, 12))
    assert one.alert_id == two.alert_id
    [other] = Story({"b": ring(9)}).alerts()
    assert other.alert_id != one.alert_id
