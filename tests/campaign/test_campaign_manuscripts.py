from __future__ import annotations

import hashlib

import pyarrow as pa

from campaign.case import Case
from campaign.manuscripts.telling import MANUSCRIPT
from campaign.parts.manuscripts import PART
from campaign.section import Grid
from detection.text.normal_form import normal_form
from tests.campaign.invented_collection import Invented, at
from tests.campaign.invented_story import Story

COPY = "提车不到两周这台车的刹车踏板就已经两次完全变软。售后每次都只会告诉我数据正常让我再观察"
OTHER = "天一冷续航直接打五折发布会吹得天花乱坠像真的一样。客服忙着删帖从来不解决车主的问题"


def test_all_copies_of_the_story_are_one_manuscript(story: Story, case: Case) -> None:
    made = PART.make(case)
    copies = made["manuscript_copies"].to_pylist()
    smear = {row["manuscript_id"] for row in copies if row["post_id"] == story.first_copy}
    assert len(smear) == 1
    posts = {row["post_id"] for row in copies if row["manuscript_id"] in smear}
    assert {*story.copies, story.first_copy} <= posts


def test_the_first_of_all_need_not_be_a_member(story: Story, case: Case) -> None:
    made = PART.make(case)
    rows = {r["first_post"]: r for r in made["manuscripts"].to_pylist()}
    smear = rows[story.first_copy]
    own = [
        row
        for row in made["ring_manuscripts"].to_pylist()
        if row["manuscript_id"] == smear["manuscript_id"]
    ]
    assert {row["subject"] for row in own} == {"ring-01", case.whole}
    assert all(row["first_post"] == story.copies[0] for row in own)
    assert not any(row["first_of_all"] for row in own)
    assert own[0]["members"] == len(story.smear)
    assert own[0]["posts"] == len(story.copies)
    assert smear["rings"] == 1
    assert smear["slots"] > 0


def test_copies_of_few_are_kept_when_a_member_published_one(invented: Invented) -> None:
    for account in ("x:1", "x:2"):
        invented.post(account, COPY, at(1))
    for account in ("x:3", "x:4", "x:5"):
        invented.post(account, OTHER, at(1))
    invented.ring("ring-01", "x:1")
    with invented.case() as case:
        made = PART.make(case)
        notes = case.notes
    assert made["manuscripts"]["text"].to_pylist() == [COPY]
    assert made["manuscripts"]["accounts"].to_pylist() == [2]
    assert any(note.startswith("1 manuscripts of fewer than 5 accounts") for note in notes)


def test_a_collection_without_words_has_no_manuscripts(invented: Invented) -> None:
    invented.post("x:1", None, at(1))
    invented.post("x:2", "", at(1))
    invented.ring("ring-01", "x:1", "x:2")
    with invented.case() as case:
        assert all(rows.num_rows == 0 for rows in PART.make(case).values())


def test_ids_depend_on_the_words_alone(invented: Invented) -> None:
    ids: set[str] = set()
    for account in ("x:1", "x:2"):
        invented.post(account, COPY, at(1))
    invented.ring("ring-01", "x:1")
    for _time in range(2):
        with invented.case() as case:
            ids |= set(PART.make(case)["manuscripts"]["manuscript_id"].to_pylist())
    form = normal_form(pa.array([COPY]))[0].as_py()
    assert ids == {"ms:" + hashlib.sha256(form.encode()).hexdigest()[:12]}


def test_the_section_tells_manuscripts_first_and_other_texts_apart(story: Story) -> None:
    findings = story.invented.findings(PART, watchlist=story.watchlist)
    section = PART.section(findings, "ring-01")
    assert section is not None
    kinds = {
        row["kind"] for row in findings.rows("manuscripts") if row["first_post"] == story.first_copy
    }
    grids = [block for block in section.blocks if isinstance(block, Grid)]
    assert (grids[0].title.startswith("Manuscripts")) == (kinds == {MANUSCRIPT})
    assert section.told
    assert PART.section(findings, "no-such-ring") is None


def test_the_run_as_a_whole_is_a_subject(story: Story) -> None:
    findings = story.invented.findings(PART, watchlist=story.watchlist)
    assert PART.section(findings, findings.run.run_id) is not None
