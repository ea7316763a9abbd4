"""Watch lists are read as they were meant, and errors say where and what was expected."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.watchlist.doubts import doubts
from campaign.watchlist.keeping import example
from campaign.watchlist.model import Entity
from campaign.watchlist.reading import parse_watchlist, read_watchlist
from demo.language import load_language
from demo.options import CampaignOptions
from demo.watchlist import watchlist_text
from demo.world import LANGUAGES
from marionet.errors import UsageError

WHOLE = """
name: The launch
zone: Asia/Shanghai
own:
  - name: 奥岚汽车
    aliases: [Orvane, ORVANE, NO]
    not: [no way]
  - {name: Tern, kind: product, of: orvane, aliases: 燕鸥}
competitors:
  - Kestovar
communities:
  - {name: Tern Club, of: 燕鸥}
events:
  - {name: Launch, at: 2026-4-2 20:00}
  - {name: Fair, at: 2026-05-01, zone: UTC}
terms:
  - {name: 水军, means: paid accounts}
"""


MAKER = ("奥岚汽车", "Orvane", "NO")
EVENING = datetime(2026, 4, 2, 12, tzinfo=UTC)


def read(text: str) -> tuple[Entity, ...]:
    return parse_watchlist(text.encode()).entities


def test_every_section_becomes_entities_in_the_order_of_the_file() -> None:
    assert read(WHOLE) == (
        Entity("ent:奥岚汽车", "奥岚汽车", "brand", "own", MAKER, excluded=("no way",)),
        Entity("ent:tern", "Tern", "product", "own", ("Tern", "燕鸥"), "ent:奥岚汽车"),
        Entity("ent:kestovar", "Kestovar", "brand", "competitor", ("Kestovar",)),
        Entity("ent:tern-club", "Tern Club", "community", "own", ("Tern Club",), "ent:tern"),
        Entity("ent:launch", "Launch", "event", aliases=("Launch",), at=EVENING),
        Entity("ent:fair", "Fair", "event", aliases=("Fair",), at=datetime(2026, 5, 1, tzinfo=UTC)),
        Entity("ent:水军", "水军", "term", aliases=("水军",), explanation="paid accounts"),
    )  # fmt: skip


def test_the_list_knows_its_name_zone_and_bytes() -> None:
    found = parse_watchlist(WHOLE.encode())
    assert (found.name, found.zone, found.source) == ("The launch", "Asia/Shanghai", WHOLE.encode())


@pytest.mark.parametrize("text", ["\ufeff" + WHOLE, WHOLE.replace("\n", "\r\n")])
def test_a_mark_at_the_beginning_and_windows_lines_change_nothing(text: str) -> None:
    assert read(text) == read(WHOLE)


WRONG = {
    "an empty file": (b"", "line 1, column 1", "own, competitors"),
    "comments alone": (b"# own:\n", "line 1, column 1", "expected are the sections"),
    "sections without names": (b"own:\nterms:\n", "line 1", "names nobody"),
    "a list instead of sections": (b"- Orvane", "line 1", "no watch list"),
    "an unknown section": (b"name: x\nowm: [a]", "line 2, column 1", "Did you mean 'own'?"),
    "an unknown key": (b"own:\n  - {name: a, alias: [b]}", "line 2, column 15", "'aliases'"),
    "a key of another section": (b"terms: [{name: a, at: x}]", "line 1, column 19", "no key 'at'"),
    "a key twice": (b"own: [a]\nown: [b]", "line 2, column 1", "line 1 already"),
    "no name": (b"own:\n  - kind: brand", "line 2, column 5", "has no name"),
    "a name of marks": (b"own: ['...']", "line 1, column 7", "no letter"),
    "a name that shows nothing": ("own: ['\u3164']".encode(), "line 1", "show nothing"),
    "a name with an @": (b"own: ['@a']", "line 1, column 7", "without @"),
    "a name like a sentence": (b"own: [" + b"a" * 101 + b"]", "line 1, column 7", "at most 100"),
    "an unknown kind": (b"own: [{name: a, kind: car}]", "line 1, column 23", "brand, product"),
    "an unknown side": (b"communities: [{name: a, side: my}]", "column 31", "own, competitor"),
    "no day of an event": (b"events: [Launch]", "line 1, column 10", "at: 2026"),
    "a day that is none": (b"events: [{name: a, at: 2026-02-30}]", "column 24", "is no date"),
    "a time that is none": (b"events: [{name: a, at: 2026-02-03 25:00}]", "column 24", "no date"),
    "a day in words": (b"events: [{name: a, at: soon}]", "column 24", "'soon' is no date"),
    "an unknown zone": (b"zone: Asia/Shangai\nown: [a]", "column 7", "Asia/Shanghai"),
    "a name of two": ("own: [奥岚]\nterms: [奧嵐]".encode(), "line 2", "'奥岚' (line 1)"),
    "two names with one slug": (b"own: [a b, a-b]", "line 1, column 12", "'a b' (line 1)"),
    "an owner that is not there": (b"own: [{name: a, of: Orvan}, Orvane]", "column 21", "'orvane'"),
    "an owner that is itself": (b"own: [{name: a, of: b}, {name: b, of: a}]", "21", "itself"),
    "an exclusion of nothing": (b"own: [{name: a, not: [b]}]", "column 23", "excludes nothing"),
    "a list for a name": (b"own: [{name: [a]}]", "column 14", "expected is a name"),
    "lists in lists": (b"[" * 100_000, "column 14", "more than 12"),
    "an anchor": (b"own: [&a b]", "line 1, column 7", "write the names out"),
    "a bomb": (b"a: &a [x, x]\nb: &b [*a, *a]\nown: [*b]", "line 1, column 4", "anchors"),
    "a tag": (b"own: [!!python/object:os.system a]", "line 1, column 7", "tag"),
    "a second document": (b"own: [a]\n---\nown: [b]", "line 2", "only one"),
    "a tab": (b"own:\n\t- a", "line 2, column 1", "a tab"),
    "no YAML": (b"own: [a\nterms: x", "line 2", "no YAML"),
    "a key that is a list": (b"{[a]: b}", "line 1, column 2", "must be a word"),
    "Chinese in GB18030": ("own:\n  - 奥岚".encode("gb18030"), "line 2, column 5", "UTF-8"),
    "UTF-16": ("own: [a]".encode("utf-16"), "line 1, column 1", "UTF-8"),
    "a null byte": (b"own: [a\x00]", "line 1, column 8", "no text file"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_an_error_names_file_line_and_what_was_expected(case: str) -> None:
    content, place, said = WRONG[case]
    with pytest.raises(UsageError) as error:
        parse_watchlist(content, "case.yaml")
    assert error.value.message.startswith("case.yaml, ")
    assert place in error.value.message
    assert said in error.value.message


def test_a_file_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="marionet watchlist example"):
        read_watchlist(tmp_path / "none.yaml")


def test_a_hundred_thousand_names_are_read() -> None:
    names = "".join(f"    - name {n}\n" for n in range(50_000))
    many = "".join(f"  - other {n}\n" for n in range(50_000))
    found = read(f"own:\n{many}  - name: all\n    aliases:\n{names}")
    assert sum(len(entity.aliases) for entity in found) == 100_001


@given(st.binary(max_size=60) | st.text("ownat:[]{}-# \n&*'\"!%@奥", max_size=60).map(str.encode))
def test_whatever_is_written_is_a_list_or_a_sentence(content: bytes) -> None:
    entities, said = (), ""
    try:
        entities = parse_watchlist(content).entities
    except UsageError as error:
        said = error.message
    assert bool(entities) != said.startswith("watchlist.yaml, line ")


def test_the_example_shows_every_kind_of_entry_and_raises_no_doubt() -> None:
    found = parse_watchlist(example().encode())
    kinds = {entity.kind for entity in found.entities}
    assert kinds == {"brand", "product", "person", "community", "event", "term"}
    assert doubts(found) == []


def test_the_list_of_the_demo_has_every_name_of_its_grammar_and_the_day_of_its_launch() -> None:
    found = parse_watchlist(watchlist_text(CampaignOptions()).encode())
    names = {alias for entity in found.entities for alias in entity.aliases}
    for code in LANGUAGES:
        assert set(load_names(code).values()) <= names
    (launch,) = found.of_kind("event")
    assert launch.at is not None
    assert launch.at.date().isoformat() == "2026-03-24"


def load_names(code: str) -> dict[str, str]:
    """The fixed names in the grammar of the demo."""
    from importlib.resources import files

    import yaml

    assert load_language(code).code == code
    text = files("demo.grammar").joinpath(f"{code}.yaml").read_text("utf-8")
    return yaml.safe_load(text)["names"]


def test_names_that_will_be_found_too_often_raise_doubts() -> None:
    text = "own: [S7, '7', 奥, Orvane]\nterms: [smear]\ncommunities: [Fans]"
    said = doubts(parse_watchlist(text.encode()))
    assert [doubt.split(":")[0] for doubt in said] == ["S7", "7", "奥", "Fans", "smear"]
