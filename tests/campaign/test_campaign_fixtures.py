"""The invented story is what its docstring says: other tests rely on it."""

from __future__ import annotations

from campaign.case import Case
from tests.campaign.invented_story import Story


def test_members_of_rings_are_subjects_and_the_audience_is_none(story: Story, case: Case) -> None:
    rows = {(row["subject"], row["account_id"]) for row in case.subjects.to_pylist()}
    everybody = {(case.whole, account) for account in story.smear + story.provokers}
    smear = {("ring-01", account) for account in story.smear}
    assert rows == everybody | smear | {("ring-02", account) for account in story.provokers}


def test_the_copies_are_of_members_and_the_first_of_an_organic_account(
    story: Story, case: Case
) -> None:
    posts = {row["post_id"]: row for row in case.tables.table("posts").to_pyarrow().to_pylist()}
    assert {posts[copy]["account_id"] for copy in story.copies} == set(story.smear)
    assert posts[story.first_copy]["account_id"] == "weibo:103"
    assert posts[story.first_copy]["created_at"] < min(
        posts[copy]["created_at"] for copy in story.copies
    )
