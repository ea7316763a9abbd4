"""The page that stands by itself: what it holds, and that it lets nothing in or out."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from campaign.profile import Chapter
from campaign.report import as_html
from tests.campaign.report.hand_made import hostile, report

PAGE = as_html(report())
HOSTILE_PAGE = as_html(report(chapters=(Chapter("hostile", "Hostile", hostile()),)))


class Elements(HTMLParser):
    """Collects elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("page", [PAGE, HOSTILE_PAGE])
def test_nothing_in_it_runs_or_asks_elsewhere(page: str):
    elements = Elements(page).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "base", "form"}
    for _, attributes in elements:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src")
        ]
        assert (attributes.get("href") or "#").startswith("#")


def test_its_policy_allows_its_own_style_and_nothing_else():
    policy = next(a["content"] for t, a in Elements(PAGE).found if "http-equiv" in a)
    style = PAGE.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_pages_have_no_other_elements_than_friendly_ones():
    friendly = {tag for tag, _ in Elements(PAGE).found}
    assert {tag for tag, _ in Elements(HOSTILE_PAGE).found} <= friendly
    assert "\u202e" not in HOSTILE_PAGE
    assert "\x1b" not in HOSTILE_PAGE
    assert "{{7*7}}" in HOSTILE_PAGE  # not taken for a template


def test_every_slot_opens_its_alternatives_with_counts():
    slots = re.findall(r'<details class="slot.*?</details>', PAGE, re.DOTALL)
    assert len(slots) == 4
    assert re.search(r"讲真的.*?39.*?39%", slots[0])
    assert "slot 1: 2 alternatives" in slots[0]
    assert "free, " in slots[3]


def test_alternatives_are_listed_once_more_for_paper():
    listed = PAGE.partition('<ol class="printed-slots"')[2].partition("</ol>")[0]
    assert listed.count("<li") == 4


def test_the_head_tells_size_and_time_and_the_sentence_of_each_chapter_that_has_one():
    short = PAGE.partition('<section class="contents in-short"')[2].partition("</section>")[0]
    assert "1,200 accounts acted together" in short
    assert "Members name Nova S7 in 38% of their posts." in short
    assert re.findall(r'href="#([^"]+)"', short) == ["targets"]


def test_contents_lead_to_every_chapter():
    contents = PAGE.partition('<nav class="contents"')[2].partition("</nav>")[0]
    targets = re.findall(r'href="#([^"]+)"', contents)
    assert targets == ["manuscripts", "targets", "timeline", "how-to-read"]
    for target in targets:
        assert f'id="{target}"' in PAGE


def test_the_head_says_what_the_page_rests_on():
    for told in ("run-3f9a1c0000", "study-0011223344", "Nova launch", "0.1.0+def", "spring"):
        assert told in PAGE
    assert "What speaks against it." in PAGE
    assert "How to read this" in PAGE
