"""Names are found as people write them, and not where they are not."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.case import Case
from campaign.parts.entities import PART
from campaign.watchlist.form import searched_forms
from campaign.watchlist.matching import Names
from campaign.watchlist.mentions import find_mentions
from campaign.watchlist.model import Watchlist
from campaign.watchlist.reading import parse_watchlist
from tests.campaign.invented_collection import Invented, at
from tests.campaign.invented_story import WATCHED, Story

LIST = parse_watchlist(
    """
own:
  - {name: Orvane, aliases: [奥岚, 奧嵐汽車], not: [奥岚路, Orvane Street]}
  - {name: Tern, kind: product, aliases: [Orvane Tern, 燕鸥, S7], not: [tern colony]}
competitors: [{name: EV}, {name: Élan}]
communities: [{name: Tern Club, aliases: [燕鸥车友会]}]
""".encode()
)
NAMES = Names(LIST)

FOUND = {
    # text -> names in it, in the order in which they stand
    "Orvane": ["Orvane"],
    "ORVANE and orvane": ["Orvane", "Orvane"],
    "Ｔｅｒｎ": ["Tern"],  # full width
    "奧嵐的車": ["Orvane"],  # traditional
    "奥岚汽车好": ["Orvane"],  # the list has it in traditional characters
    "T\u200bern te\u00adrn": ["Tern", "Tern"],  # marks that show nothing
    "我的S7车": ["Tern"],
    "the tern's wing, Tern.": ["Tern", "Tern"],
    "Orvane   Tern": ["Tern"],
    "orvane-tern Orvane_Tern OrvaneTern": ["Tern", "Tern", "Tern"],
    "#TernFails #ourTern #NOTern #燕鸥#": ["Tern", "Tern", "Tern", "Tern"],
    "#TernClub tern-club 燕鸥车友会道歉": ["Tern Club", "Tern Club", "Tern Club"],
    "Tern\nTern\tTern": ["Tern", "Tern", "Tern"],
    "Élan élan": ["Élan", "Élan"],
    "@orvane thanks": ["Orvane"],
    "tern colony and Tern": ["Tern"],
    "奥岚路上的奥岚": ["Orvane"],
}
NOT_FOUND = (
    "",
    None,
    "intern lantern ternary Terns",
    "S70 BS7 S7a",
    "EVs level EVfail #EVFail",  # two letters need more than a capital
    "在奥岚路和 orvane street",
    "élans bÉlan",
    "terné écternö",
    "@orvanefan @tern_x @小燕鸥",
    "看看//@somebody: Orvane",  # quoted, not said
    "https://tern.example/orvane www.orvane.example",
    "Or vane, T e r n",
)


SMALL = {
    *("orvane", "奥岚", "奥岚汽车", "tern", "orvanetern", "燕鸥", "s7", "ev", "élan"),
    *("ternclub", "燕鸥车友会"),
}


def named(text: str | None) -> list[str]:
    rows = NAMES.find(pa.array([text], pa.string())).to_pylist()
    return [LIST.entities[row["entity"]].name for row in rows]


@pytest.mark.parametrize("text", FOUND)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert named(text) == FOUND[text]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_a_name_is_none(text: str | None) -> None:
    assert named(text) == []


def test_many_texts_at_once_give_what_each_gives_alone() -> None:
    texts = [*FOUND, *NOT_FOUND] * 3
    rows = NAMES.find(pa.array(texts, pa.string())).to_pylist()
    for place, text in enumerate(texts):
        alone = [LIST.entities[row["entity"]].name for row in rows if row["row"] == place]
        assert alone == named(text)


@given(st.lists(st.text("TernClub #@/s7S奥岚燕鸥路é\n.-", max_size=30), max_size=5))
def test_names_stand_where_they_are_said_to_stand_and_never_overlap(texts: list[str]) -> None:
    forms = searched_forms(pa.array(texts, pa.string()))
    said = [text.encode() for text in forms.lowered.to_pylist()]
    ends: dict[int, int] = {}
    for row in NAMES.find_in(forms).to_pylist():
        if row["start"] >= 0:
            piece = said[row["row"]][row["start"] : row["end"]].decode()
            joined = piece.replace(" ", "").replace("-", "").replace("_", "")
            assert joined in SMALL
            assert row["start"] >= ends.get(row["row"], 0)
            ends[row["row"]] = row["end"]


def test_a_letter_whose_small_form_is_longer_breaks_nothing() -> None:
    assert named("İstanbul Tern İTern TernFails") == ["Tern"]


def test_an_empty_list_finds_nothing() -> None:
    assert Names(Watchlist()).find(pa.array(["Orvane"])).num_rows == 0


def test_each_post_of_the_story_that_names_somebody_is_a_mention(story: Story, case: Case) -> None:
    made = PART.make(case)
    assert made["entities"]["entity_id"].to_pylist() == [e.entity_id for e in WATCHED.entities]
    mentions = made["mentions"].to_pylist()
    smeared = {m["post_id"] for m in mentions if m["entity_id"] == "ent:tern"}
    assert set(story.copies) | {story.first_copy} <= smeared
    copy = [m for m in mentions if m["post_id"] == story.copies[0]]
    assert {(m["entity_id"], m["count"], m["account_id"]) for m in copy} == {
        ("ent:tern", 2, "weibo:901"),
        ("ent:drift", 1, "weibo:901"),
    }


def test_what_a_repost_repeats_of_others_names_nobody(invented: Invented) -> None:
    first = invented.post("x:1", "Orvane", at(0))
    invented.post("x:2", "Orvane", at(0, 1), repost_of=first)  # a button: the words are not its own
    invented.post("weibo:1", "同感//@x: Orvane", at(0, 2))
    own = invented.post("weibo:2", "Orvane不行//@x: 同感", at(0, 3), repost_of="weibo:9")
    with invented.case(WATCHED) as case:
        mentions = PART.make(case)["mentions"]
    assert set(mentions["post_id"].to_pylist()) == {first, own}


def test_without_a_list_there_is_no_mention(invented: Invented) -> None:
    invented.post("x:1", "Orvane", at(0))
    with invented.case() as case:
        assert PART.make(case) == {}


@pytest.mark.parametrize(
    "text", ["Orvane " * 600, "😡🚗", "燕鸥" * 2000, "Tern" * 900, "S7 " * 1000]
)
def test_a_flood_of_one_text_is_counted_and_bounded(text: str) -> None:
    posts = pa.table(
        {
            "post_id": [f"x:{n}" for n in range(2000)],
            "account_id": ["x:1"] * 2000,
            "at": pa.array([at(0)] * 2000, pa.timestamp("us", tz="UTC")),
            "text": [text] * 2000,
        }
    )
    found = find_mentions(posts, LIST)
    counts = set(found["count"].to_pylist())
    assert counts == ({len(named(text))} if named(text) else set())
