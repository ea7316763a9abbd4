from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from demo import Campaign, CampaignOptions, generate
from loaders.format import Context
from loaders.formats.interchange import FORMAT
from loaders.records import Account, Post
from marionet.errors import UsageError

SMALL = CampaignOptions(organic_accounts=600, posts_per_account=4, days=20, orders=10)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    return generate(tmp_path_factory.mktemp("demo") / "campaign", SMALL)


@pytest.fixture(scope="module")
def posts(campaign: Campaign) -> list[dict[str, Any]]:
    return [json.loads(line) for line in campaign.posts_path.read_bytes().splitlines()]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def author(post: dict[str, Any]) -> str:
    return f"{post['platform']}:{post['account_id']}"


def test_the_same_seed_gives_the_same_bytes(campaign: Campaign, tmp_path: Path) -> None:
    again = generate(tmp_path / "again", SMALL)
    assert digests(again.folder) == digests(campaign.folder)


def test_another_seed_gives_another_campaign(campaign: Campaign, tmp_path: Path) -> None:
    other = generate(
        tmp_path / "other",
        CampaignOptions(seed=1, organic_accounts=600, posts_per_account=4, days=20, orders=10),
    )
    same = digests(other.folder).items() & digests(campaign.folder).items()
    assert {name for name, _digest in same} <= {"watchlist.yaml"}  # invented names stay


def test_a_second_campaign_takes_the_place_of_the_first(tmp_path: Path) -> None:
    options = CampaignOptions(organic_accounts=200, posts_per_account=1, days=10, orders=4)
    generate(tmp_path / "demo", SMALL)
    second = generate(tmp_path / "demo", options)
    assert len(second.posts_path.read_bytes().splitlines()) == second.posts
    assert [p.name for p in tmp_path.iterdir()] == ["demo"]


def test_rings_have_the_sizes_that_were_asked_for(tmp_path: Path) -> None:
    rings = (("boost", 40), ("small", 15))
    made = generate(
        tmp_path / "demo",
        CampaignOptions(organic_accounts=300, posts_per_account=2, days=20, rings=rings),
    )
    assert Counter(row["ring"] for row in rows(made.truth_path)) == dict(rings)
    assert made.rings == dict(rings)


def test_default_rings_grow_with_the_population() -> None:
    few, many = (dict(CampaignOptions(organic_accounts=n).ring_sizes()) for n in (4000, 40_000))
    assert few["small"] == many["small"] == 15
    assert all(many[name] == 10 * few[name] for name in few if name != "small")


def test_every_line_is_understood_by_the_loader(posts: list[dict[str, Any]]) -> None:
    for post in posts:
        records = list(FORMAT.to_records(post, Context()))
        assert isinstance(records[0], Post)
        assert records[0].extra is None
        assert all(isinstance(record, Account) for record in records[1:])


def test_the_format_is_recognised(campaign: Campaign) -> None:
    assert FORMAT.sniff(campaign.posts_path.read_bytes()[: 1 << 16]) > 0.9


def test_post_ids_are_unique_and_posts_are_in_order_of_time(posts: list[dict[str, Any]]) -> None:
    assert len({post["post_id"] for post in posts}) == len(posts)
    assert [p["created_at"] for p in posts] == sorted(p["created_at"] for p in posts)


def test_everything_happens_within_the_period(posts: list[dict[str, Any]]) -> None:
    assert posts[0]["created_at"] >= "2026-03-02T00:00:00Z"
    assert posts[-1]["created_at"] < "2026-03-22T00:00:00Z"


def test_reposts_and_replies_refer_to_earlier_posts_of_their_platform(
    posts: list[dict[str, Any]],
) -> None:
    seen: set[tuple[str, str]] = set()
    for post in posts:
        for field in ("repost_of", "reply_to"):
            if field in post:
                assert (post["platform"], post[field]) in seen
        seen.add((post["platform"], post["post_id"]))


def test_nobody_reposts_a_post_twice(posts: list[dict[str, Any]]) -> None:
    reposts = Counter((author(p), p["repost_of"]) for p in posts if "repost_of" in p)
    assert set(reposts.values()) == {1}


def test_each_account_is_described_once(posts: list[dict[str, Any]]) -> None:
    described = Counter(author(post) for post in posts if "account" in post)
    assert set(described.values()) == {1}
    assert described.keys() == {author(post) for post in posts}


def test_members_and_hard_negatives_post(campaign: Campaign, posts: list[dict[str, Any]]) -> None:
    active = {author(post) for post in posts}
    assert {row["account_id"] for row in rows(campaign.truth_path)} <= active
    assert {row["account_id"] for row in rows(campaign.hard_path)} <= active


def test_hard_negatives_belong_to_no_ring(campaign: Campaign) -> None:
    members = {row["account_id"] for row in rows(campaign.truth_path)}
    hard = rows(campaign.hard_path)
    assert {row["kind"] for row in hard} == {"critic", "fan", "paid-author", "petition", "superfan"}
    assert members.isdisjoint(row["account_id"] for row in hard)


def test_members_take_part_in_everyday_life_too(
    campaign: Campaign, posts: list[dict[str, Any]]
) -> None:
    members = {row["account_id"] for row in rows(campaign.truth_path)}
    shared = [p for p in posts if any("?utm" in u or ".example/2026/" in u for u in p["urls"])]
    assert members & {author(post) for post in shared}


def test_only_domains_that_belong_to_nobody_are_named(posts: list[dict[str, Any]]) -> None:
    hosts = {url.split("/")[2] for post in posts for url in post["urls"]}
    assert all(host.endswith(".example") for host in hosts)


def test_links_and_tags_stand_in_the_text_as_well(posts: list[dict[str, Any]]) -> None:
    for post in posts:
        assert all(link in post["text"] for link in post["urls"])
        assert all(f"#{tag}" in post["text"] for tag in post["hashtags"])


def test_both_languages_are_spoken(posts: list[dict[str, Any]]) -> None:
    assert Counter(post["lang"] for post in posts).keys() == {"zh", "en"}
    assert all("{" not in post["text"] and "|" not in post["text"] for post in posts)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (CampaignOptions(seed=-1), "seed"),
        (CampaignOptions(organic_accounts=10), "accounts"),
        (CampaignOptions(days=3), "days"),
        (CampaignOptions(evasion="perfect"), "perfect"),
        (CampaignOptions(rings=(("boost", 1),)), "boost"),
        (CampaignOptions(rings=(("unheard-of", 20),)), "unheard-of"),
        (CampaignOptions(rings=(("boost", 20), ("boost", 30))), "boost"),
    ],
)
def test_impossible_options_are_refused_and_nothing_is_written(
    options: CampaignOptions, word: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=word):
        generate(tmp_path / "demo", options)
    assert list(tmp_path.iterdir()) == []
