from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manuscripts.kinds import KINDS
from manuscripts.kinds.judge import JUDGED, judge
from manuscripts.kinds.marks import MARKS
from manuscripts.kinds.signs import MEMBERS, MEMBERS_ALONE, PRIORS, SIGNS
from manuscripts.template import Fixed, Line, Slot, Template

PLAIN: dict[str, Any] = {
    "manuscript_id": "ms:1",
    "posts": 60,
    "accounts": 58,
    "busiest_account": 0.03,
    "repeaters": 0.03,
    "company": 0.1,
    "span_days": 2.0,
    "days": 4,
    "busiest_day": 0.5,
    "busiest_hour": 0.2,
    "busiest_root": 0.1,
    "roots": 3,
    "busiest_client": None,
    "client_elsewhere": None,
    "members_share": 0.0,
    "domain_share": 0.0,
    "read": 60,
    "length": 200,
    "forms": 20,
    "identical": 0.2,
    "repeated": 0.3,
    "wordings": 20,
    "sites": 3,
    "novelty": 0.1,
    "core": 0.6,
    "titles": 0.0,
    **dict.fromkeys(MARKS, 0.0),
}
SPUN = {"forms": 60, "wordings": 60, "sites": 12, "novelty": 0.01, "identical": 0.02}
COPIED = {"forms": 4, "wordings": 4, "sites": 0, "identical": 0.8, "repeated": 0.95}


def verdict(templates: dict[str, Template] | None = None, **traits: Any) -> dict[str, Any]:
    table = pa.Table.from_pylist([{**PLAIN, **traits}])
    return judge(table, templates or {}).to_pylist()[0]


def test_recombining_places_are_a_manuscript_also_outside_of_rings() -> None:
    found = verdict(**SPUN)
    assert found["kind"] == "manuscript"
    assert found["software"] > 0.5
    assert "12 places" in found["reason"]
    assert "It could also be" in found["reason"]


def test_members_make_it_likelier() -> None:
    assert verdict(**SPUN, members_share=0.9)["software"] > verdict(**SPUN)["software"]


@pytest.mark.parametrize("posts", [6, 60, 6000])
@pytest.mark.parametrize("wording", [COPIED, {}, {"length": 30}, {"identical": 1.0, "wordings": 1}])
def test_membership_alone_never_makes_a_manuscript(posts: int, wording: dict[str, Any]) -> None:
    found = verdict(**wording, posts=posts, members_share=1.0)
    assert found["kind"] != "manuscript"
    assert found["software"] < 0.5


def test_members_who_post_one_text_word_for_word_are_unclear() -> None:
    found = verdict(**COPIED, members_share=1.0)
    assert found["kind"] == "unclear"
    assert "does not tell" in found["reason"]


KNOWN: dict[str, dict[str, Any]] = {
    "share button": {"app": 0.95, "link": 1.0, "identical": 0.05, "title": 0.9, "titles": 0.8},
    "app template": {"app": 0.95, "identical": 0.9, "repeated": 0.95, "wordings": 3, "sites": 0},
    "petition": {**COPIED, "petition": 0.9, "link": 0.9},
    "fan script": {"fan": 0.9, "length": 70, "span_days": 30.0, "busiest_day": 0.1},
    "advertisement": {"prize": 0.9, "posts": 200},
    "viral text": COPIED,
    "quotation": {**COPIED, "quote": 0.8},
    "phrase": {"length": 30, "novelty": 0.3, "sites": 1, "roots": 40, "span_days": 90.0},
    "series": {"accounts": 2, "posts": 40, "identical": 0.1},
    "unclear": {"posts": 2, "accounts": 2, "wordings": 2, "sites": 0, "repeated": 0.0},
}


@pytest.mark.parametrize("kind", KNOWN)
def test_each_kind_of_people_is_known(kind: str) -> None:
    found = verdict(**KNOWN[kind])
    assert found["kind"] == kind
    assert found["software"] < 0.1


def test_every_kind_is_tried() -> None:
    assert {*KNOWN, "manuscript"} == set(KINDS)


def test_an_app_stays_one_when_members_of_a_ring_use_it() -> None:
    assert verdict(**KNOWN["share button"], members_share=1.0)["kind"] == "share button"


def test_a_spun_petition_is_not_hidden_by_its_call() -> None:
    found = verdict(**SPUN, petition=1.0, repeaters=0.5, members_share=0.9)
    assert found["kind"] in ("manuscript", "unclear")


def test_many_blanks_in_a_template_speak_against_a_manuscript() -> None:
    free = Slot((("a", 1),), 60, free=True)
    blanks = Template((Line((Fixed("I read "), free), 60),), 60)
    assert verdict({"ms:1": blanks})["software"] < verdict()["software"]


def test_slots_in_a_template_speak_for_a_manuscript() -> None:
    slot = Slot((("red", 30), ("green", 30)), 2)
    slots = Template((Line((slot, Fixed(" or "), slot, Fixed("!"), slot, slot), 60),), 60)
    assert verdict({"ms:1": slots})["software"] > verdict()["software"]


def test_what_is_not_known_is_no_sign() -> None:
    nothing = {name: None for name in PLAIN if name != "manuscript_id"}
    assert verdict(**nothing)["kind"] == "unclear"


def test_no_manuscripts_give_an_empty_table() -> None:
    assert judge(pa.Table.from_pylist([PLAIN]).slice(0, 0), {}).schema == JUDGED


def test_every_sign_is_complete() -> None:
    signs = (*SIGNS, MEMBERS, MEMBERS_ALONE)
    assert len({sign.name for sign in signs}) == len(signs)
    for sign in signs:
        assert sign.weights
        assert set(sign.weights) <= set(KINDS)
        assert sign.innocent
    assert set(PRIORS) == set(KINDS)


SHARE = st.none() | st.floats(0, 1)
COUNT = st.none() | st.integers(0, 10_000)


@given(
    st.fixed_dictionaries(
        {
            name: COUNT if isinstance(value, int) else SHARE
            for name, value in PLAIN.items()
            if name != "manuscript_id"
        }
    )
)
def test_any_traits_give_a_verdict(traits: dict[str, Any]) -> None:
    found = verdict(**traits)
    assert found["kind"] in KINDS
    assert 0 <= found["software"] <= 1
    assert found["reason"]
