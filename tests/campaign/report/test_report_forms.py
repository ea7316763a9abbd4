"""JSON, Markdown and plain text of reports made by hand."""

import json
import re

import pytest

from campaign.profile import Chapter
from campaign.report import as_json, as_markdown, as_text
from campaign.report.markdown_page import escaped
from campaign.section import Column, Grid, Section
from tests.campaign.report.hand_made import HOSTILE, hostile, report

HOSTILE_REPORT = report(chapters=(Chapter("hostile", "Hostile", hostile()),))


def test_json_has_chapters_by_name_and_numbers_as_numbers():
    found = json.loads(as_json(report()))
    assert found["form"] == "marionet-profile/1"
    assert list(found["chapters"]) == ["manuscripts", "targets", "timeline"]
    row = found["chapters"]["targets"]["blocks"][0]["rows"][0]
    assert row == {
        "entity": "Nova | S7", "posts": 1234, "share": 0.375, "ratio": 3.4, "low": 2.9,
        "delay": 200.0, "first": "2025-03-01T08:15:07+00:00", "q": 2e-9, "post": "x:1",
        "targeted": True,
    }  # fmt: skip
    assert found["ring"]["signals"] == {"text": 12}
    assert found["study"]["watchlist"]["name"] == "Nova launch"


def test_json_is_json_also_where_numbers_are_infinite():
    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(as_json(report()), parse_constant=refuse)


def test_the_same_report_gives_the_same_bytes():
    for write in (as_json, as_markdown, as_text):
        assert write(report()) == write(report())


def tables(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("|"):
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [table for table in found if table]


def cells(line: str) -> int:
    return len(re.split(r"(?<!\\)(?:\\\\)*\|", line.strip().strip("|")))


@pytest.mark.parametrize("told", [report(), HOSTILE_REPORT])
def test_every_table_of_markdown_has_as_many_cells_in_each_line(told: object):
    found = tables(as_markdown(told))  # type: ignore[arg-type]
    assert len(found) >= 3
    for table in found:
        assert len({cells(line) for line in table}) == 1
        assert re.fullmatch(r"\|(-+:?\|)+", table[1])


def test_markdown_holds_no_element_link_or_heading_of_an_enemy():
    found = as_markdown(HOSTILE_REPORT)
    bare = re.sub(r"\\.", "", found)  # what is escaped is text
    assert re.findall(r"<(?!/?sup>)", bare) == []
    assert "](" not in bare
    assert "://" not in bare
    assert [line for line in found.splitlines() if line.startswith("# ")] == [
        "# Ring 3f9a1c-01: 1,200 accounts that act as one"
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", "a\\|b"),
        ("3.4 times", "3.4 times"),
        ("1. item", "1\\. item"),
        ("- item", "\\- item"),
        ("see https://a.example", "see https\\://a.example"),
        ("www.a.example", "www\\.a.example"),
        ("line\nbreak", "line break"),
    ],
)
def test_markdown_escapes_what_would_mean_something(text: str, written: str):
    assert escaped(text) == written


def test_plain_text_does_not_steer_a_terminal():
    found = as_text(HOSTILE_REPORT)
    assert not set(found) & set("\x1b\x07\r\u202e")


def test_plain_text_tells_alternatives_with_counts():
    found = as_text(report())
    assert "{说句实话}1，这台{S7}2刹车{不行}3。  [100 of 100 copies]" in found.replace(" [", "  [")
    assert "讲真的 39 (39%)" in found


def test_what_is_not_shown_is_said():
    grid = Grid("Many", (Column("n", "N", "count"),), ((1,), (2,)), total=500)
    told = report(chapters=(Chapter("many", "Many", Section(("Many.",), (grid,))),))
    assert "2 of 500 are shown." in as_text(told)
    assert "2 of 500 are shown." in as_markdown(told)


def test_a_report_without_chapters_says_so():
    empty = report(chapters=())
    for write in (as_text, as_markdown):
        assert "The study has nothing to tell of it." in write(empty)


def test_a_run_as_a_whole_has_no_reason():
    found = as_text(report(ring=False))
    assert found.startswith("All rings of the run run-3f9a1c0000")
    assert "Why it was flagged" not in found


def test_hostile_texts_are_in_json_as_they_were_told():
    found = json.loads(as_json(HOSTILE_REPORT))
    assert found["chapters"]["hostile"]["told"] == list(HOSTILE)
    assert found["chapters"]["hostile"]["blocks"][-1]["template"] is None  # it was no JSON
