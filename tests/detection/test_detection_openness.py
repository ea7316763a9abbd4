"""Groups that say whom they belong to are told apart; what proves no owner spares nobody."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from detection.detect import detect, find_rings
from detection.events import Events
from detection.found import Found
from detection.openness.hosts import COMMON, PLATFORMS, owned_domain
from detection.openness.open_groups import spare_open_groups
from detection.openness.openness import Outside, find_named, judge_openness
from detection.openness.owners import ACCOUNT, BRAND, SITE, Profile, named_by
from detection.options import Constants, Options
from detection.relations import Relations, open_relations
from detection.rings.claims import AUDIENCE, RING
from detection.run.tables import run_tables
from loaders.canonical.hosts import SHORTENERS
from marionet.progress import SILENT
from vault import Run, Vault
from vault.schema import CANONICAL
from vault.tables import Tables

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
RUN_ID = "run-0123456789"
Row = dict[str, Any]


def said(bio: str = "", **more: Any) -> set[tuple[str, str]]:
    named = named_by(Profile("x:1", bio=bio, **more))
    return {(owner.kind, owner.value) for owner in named}


SAID: Mapping[str, tuple[str, set[tuple[str, str]]]] = {
    "address": (
        "Local news: https://berlin.guides.org/about",
        {(SITE, "berlin.guides.org"), (SITE, "guides.org")},
    ),
    "bare host": ("Part of Guides.org, since 1990.", {(SITE, "guides.org")}),
    "chinese, full width": ("官网：www.guides.cn，商务合作请私信", {(SITE, "guides.cn")}),
    "chinese mention": ("隶属于＠晨报集团 旗下", {(ACCOUNT, "晨报集团")}),
    "handle in chinese": ("关注@guides官方", {(ACCOUNT, "guides"), (ACCOUNT, "guides官方")}),
    "mail": ("press@guides.org", {(SITE, "guides.org")}),
    "fediverse": ("run by @guides@soc.example", {(ACCOUNT, "guides@soc.example")}),
    "page on a platform": ("https://x.com/guides", {(ACCOUNT, "guides")}),
    "hidden characters": ("gui\u200bdes.org", {(SITE, "guides.org")}),
    "short link": ("https://t.co/a1b2 t.cn/A6xyz", set()),
    "free host": ("https://guides.blogspot.com/ linktr.ee/guides guides.wordpress.com", set()),
    "free mail": ("guides@gmail.com", set()),
    "no host": ("Fan of Node.js, e.g.this 3.5 v1.2.3", set()),
    "nothing": ("", set()),
}


@pytest.mark.parametrize("case_", SAID)
def test_a_profile_names_what_its_reader_sees(case_: str) -> None:
    bio, expected = SAID[case_]
    assert said(bio) == expected


def test_nobody_names_itself() -> None:
    assert said("I am @Ann, x.com/ann", handle="ann") == set()
    assert said("我是@小明 的主页", name="小明") == set()


def test_a_name_is_a_brand_only_where_the_platform_verified_it() -> None:
    assert said(name="Guides Berlin") == set()
    assert said(name="Guides Berlin", verified=True) == {
        (BRAND, "guides"),
        (BRAND, "guides berlin"),
    }
    assert (BRAND, "晨报") in said(name="晨报上海", verified=True)


@pytest.mark.parametrize("name", ["user8374", "User 8374", "The", "News 24", "x_1234"])
def test_generated_and_general_names_are_no_brand(name: str) -> None:
    assert said(name=name, verified=True) == set()


def test_links_beside_the_bio_count_and_broken_ones_do_not_stop() -> None:
    extra = (
        '{"url": "https://guides.org", "note": "https://other.org", "fields": [{"value": "a.org"}]}'
    )
    assert said(extra=extra) == {(SITE, "guides.org"), (SITE, "a.org")}
    assert said(extra="{broken") == said(extra="[1]") == set()


def test_no_host_that_only_stands_for_others_has_an_owner() -> None:
    assert {h for h in SHORTENERS if owned_domain(h, surely=True) not in (None, "ft.com")} <= {
        h for h in SHORTENERS if h.endswith(".app.goo.gl")
    }
    assert not {h for h in PLATFORMS | COMMON if owned_domain(h, surely=True)}


def everyone(count: int, bio: Callable[[int], str]) -> list[Profile]:
    return [Profile(f"x:{k}", handle=f"page{k}", bio=bio(k)) for k in range(count)]


def outside(elsewhere: int) -> Callable[[object], Outside]:
    return lambda _: Outside(in_rings=0, elsewhere=elsewhere)


def test_the_site_that_they_share_most_pages_of_is_told_of_two() -> None:
    profiles = everyone(8, lambda _: "a.org b.org")
    assert find_named(profiles, 8, {})[0].owner.value == "a.org"
    assert find_named(profiles, 8, {"www.b.org": 5, "a.org": 1})[0].owner.value == "b.org"


def test_the_chance_is_that_of_a_draw_by_lot() -> None:
    named = find_named(everyone(8, lambda _: "guides.org"), 8, {})
    found = judge_openness(named, 8, 0, outside(0), accounts=16, known=0, q=0.01)
    assert found is not None
    assert found.p == pytest.approx(1 / 12870)
    assert judge_openness(named, 8, 0, outside(6), accounts=16, known=8, q=0.01) is None


def test_a_star_whom_many_others_name_is_no_owner() -> None:
    named = find_named(everyone(20, lambda _: "fan of @star"), 20, {})
    assert judge_openness(named, 20, 0, outside(200), 10_000, 5_000, 0.01) is None
    found = judge_openness(named, 20, 0, outside(2), 10_000, 5_000, 0.01)
    assert found is not None
    assert (found.kind, found.value, found.named) == (ACCOUNT, "star", 20)


def test_the_account_of_the_owner_is_one_of_its_group() -> None:
    profiles = everyone(6, lambda k: "" if k == 0 else "edition of @page0")
    assert max(one.members for one in find_named(profiles, 6, {})) == 6


def test_members_in_pairs_that_name_each_other_are_not_one_group() -> None:
    pairs = find_named(everyone(10, lambda k: f"with @page{k ^ 1}"), 10, {})
    circle = find_named(everyone(10, lambda k: f"see also @page{(k + 1) % 10}"), 10, {})
    assert pairs == ()
    assert [(one.owner.kind, one.members) for one in circle] == [("each other", 10)]


@dataclass(frozen=True)
class Detected:
    """A ring of 40 that was found, and the collection's events."""

    events: Events
    found: Found
    members: list[str]


@pytest.fixture(scope="module")
def detected(planted: Any, case: Any) -> Iterator[Detected]:
    events = planted.events(case.accounts)
    with tempfile.TemporaryDirectory() as scratch, open_relations(Path(scratch)) as relations:
        found = find_rings(relations, events, Options(), SILENT)
        (ring,) = [p for p in found.proofs if p.finding.tier == RING]
        members = events.accounts.take(pa.array(ring.finding.accounts)).to_pylist()
        yield Detected(events, found, members)


def stored(root: Path, **tables: list[Row]) -> Vault:
    vault = Vault(root)
    with vault.begin_batch("test") as batch:
        for name, rows in tables.items():
            # what a table has no column for is passed over
            usual = {"platform": "x", "source": "0" * 64}
            whole = [{**usual, "offset": k + 1, **row} for k, row in enumerate(rows)]
            batch.write(name, pa.Table.from_pylist(whole, schema=CANONICAL[name]))
        batch.commit(
            collection="default", sources=["0" * 64], names=["test.jsonl"],
            format="interchange", duplicates=0, rejects=0, options={},
        )  # fmt: skip
    return vault


def settled(detected: Detected, relations: Relations, root: Path, rows: list[Row]) -> Found:
    vault = stored(root / "vault", **({"accounts": rows} if rows else {}))
    tables = Tables(relations.backend, vault, vault.batches())
    events, options = detected.events, Options()
    return spare_open_groups(detected.found, relations, tables, events, options, SILENT)


def bios(members: list[str], bio: Callable[[int], str | None], **more: Any) -> list[Row]:
    return [{"account_id": one, "bio": bio(k), **more} for k, one in enumerate(members)]


def observed_twice(members: list[str], first: str, last: str) -> list[Row]:
    one = {"observed_at": NOON}
    other = {"observed_at": NOON + timedelta(days=9)}
    return [*bios(members, lambda _: last, **other), *bios(members, lambda _: first, **one)]


HIDDEN: Mapping[str, Callable[[list[str]], list[Row]]] = {
    "no profiles": lambda _: [],
    "empty profiles": lambda m: bios(m, lambda _: None),
    "generated names": lambda m: [
        {"account_id": one, "handle": f"user{8000 + k}", "name": f"User {8000 + k}"}
        for k, one in enumerate(m)
    ],
    "one brand, not verified": lambda m: bios(m, lambda _: "news", name="Guides City"),
    "a third names a site": lambda m: bios(m, lambda k: "guides.org" if k % 3 == 0 else "hello"),
    "a site of each": lambda m: bios(m, lambda k: f"https://site{k}.org"),
    "a free host": lambda m: bios(m, lambda _: "https://linktr.ee/guides"),
    "a site that it named once": lambda m: observed_twice(m, "guides.org", "only a person"),
    "a star of many": lambda m: (
        bios(m, lambda _: "love @star")
        + bios([f"x:{k:06}" for k in range(300)], lambda _: "love @star")
    ),
    "a site that all name": lambda m: (
        bios([*m, *(f"x:{k:06}" for k in range(1900))], lambda _: "made with maker.org")
        + bios([f"x:{k:06}" for k in range(2100, 3500)], lambda _: "maker.org")
    ),
}


@pytest.mark.parametrize("case_", HIDDEN)
def test_a_ring_that_names_no_owner_stays_a_ring(
    case_: str, detected: Detected, relations: Relations, tmp_path: Path
) -> None:
    found = settled(detected, relations, tmp_path, HIDDEN[case_](detected.members))
    assert [p.finding.tier for p in found.proofs] == [p.finding.tier for p in detected.found.proofs]
    assert found.notes == detected.found.notes


OPEN: Mapping[str, tuple[Callable[[list[str]], list[Row]], tuple[str, str, int]]] = {
    "one site": (
        lambda m: bios(m, lambda k: f"City guide {k}: https://guides0.example"),
        (SITE, "guides0.example", 40),
    ),
    "chinese, nine of ten": (
        lambda m: bios(m, lambda k: "" if k % 10 == 0 else f"晨报{k}分社，官网：chenbao.cn。"),
        (SITE, "chenbao.cn", 36),
    ),
    "one account": (
        lambda m: bios(m, lambda k: f"Chapter {k} of @Party"),
        (ACCOUNT, "party", 40),
    ),
    "a verified brand": (
        lambda m: bios(m, lambda _: None, name="Kestovar Berlin", verified=True),
        (BRAND, "kestovar berlin", 40),
    ),
    "a site that it names now": (
        lambda m: observed_twice(m, "only a person", "guides.org"),
        (SITE, "guides.org", 40),
    ),
    "an account whose name begins that of a star": (
        lambda m: (
            bios(m, lambda _: "edition of @guides")
            + bios([f"x:{k:06}" for k in range(300)], lambda _: "love @guidesandstars")
        ),
        (ACCOUNT, "guides", 40),
    ),
    "a site of the sister group, too": (
        lambda m: bios([*m, *(f"x:{k:06}" for k in range(100))], lambda _: "guides.org"),
        (SITE, "guides.org", 40),
    ),
}


@pytest.mark.parametrize("case_", OPEN)
def test_a_group_that_names_its_owner_is_audience_like_with_all_its_evidence(
    case_: str, detected: Detected, relations: Relations, tmp_path: Path
) -> None:
    rows, expected = OPEN[case_]
    found = settled(detected, relations, tmp_path, rows(detected.members))
    (spared,) = [p for p in found.proofs if p.finding.openness]
    (ring,) = [p for p in detected.found.proofs if p.finding.tier == RING]
    opened = spared.finding.openness
    assert opened is not None
    assert (opened.kind, opened.value, opened.named) == expected
    assert spared.finding == replace(ring.finding, tier=AUDIENCE, openness=opened)
    assert set(spared.rows.tolist()) == set(ring.rows.tolist())
    assert not [p for p in found.proofs if p.finding.tier == RING]
    assert "Groups that act together and name their owner in public: 1, with 40" in found.notes[-1]


def test_a_ring_of_which_a_third_names_a_site_is_told_as_one_with_a_doubt(
    detected: Detected, relations: Relations, tmp_path: Path
) -> None:
    rows = HIDDEN["a third names a site"](detected.members)
    found = settled(detected, relations, tmp_path, rows)
    tables = run_tables(relations, detected.events, found, Options(), RUN_ID, None)
    ring = tables["rings"].to_pylist()[0]
    assert ring["tier"] == RING
    assert "14 of 40 profiles name guides.org as theirs" in ring["against"]
    assert f"from {Constants().openly:.0%} of its members on" in ring["against"]


def campaign() -> list[Row]:
    """Sixteen pages post what they are told to among two hundred people."""
    rng = np.random.default_rng(0)
    posts: list[Row] = []

    def post(account: int, page: str, hours: float) -> None:
        at = NOON + timedelta(hours=float(hours))
        posts.append({"post_id": f"x:{len(posts)}", "account_id": f"x:a{account:04}",
                      "created_at": at, "kind": "original", "page": page})  # fmt: skip

    for target, account in zip(
        rng.integers(0, 120, 3000), rng.integers(16, 216, 3000), strict=True
    ):
        post(int(account), f"https://news.org/{target}", rng.uniform(0, 600))
    for task in range(15):
        for account in np.flatnonzero(rng.uniform(size=16) < 0.8):
            post(int(account), f"https://guides0.example/{task}", task * 40 + rng.exponential(1))
    return posts


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    posts = campaign()
    links = [{"post_id": p["post_id"], "url": p["page"], "url_seen": p["page"],
              "domain": p["page"].split("/")[2]} for p in posts]  # fmt: skip
    pages = bios([f"x:a{k:04}" for k in range(16)], lambda k: f"Guide {k}: https://guides0.example")
    root = tmp_path_factory.mktemp("open") / "vault"
    vault = stored(root, posts=posts, post_urls=links, accounts=pages)
    return detect(vault, "default", Options(), SILENT)


def test_a_run_tells_of_openly_linked_pages_why_they_are_no_ring(run: Run) -> None:
    rings = run.read("rings").to_pylist()
    (group,) = [row for row in rings if row["accounts"] == 16]
    assert group["tier"] == AUDIENCE
    assert "openly linked" in group["reason"]
    assert group["accounts"] == 16
    assert "16 of 16 profiles name guides0.example as theirs" in group["reason"]
    assert "15 of the 15 pages that they shared lie there" in group["reason"]
    assert "was not checked" in group["reason"]


def test_a_run_says_of_each_of_these_accounts_and_in_its_notes_what_spared_it(run: Run) -> None:
    told = {row["account_id"]: row["verdict"] for row in run.read("tested").to_pylist()}
    assert {told[f"x:a{k:04}"] for k in range(16)} == {"openly"}
    assert any("name their owner in public: 1, with 16 accounts" in note for note in run.notes)
    assert run.read("burst_posts").num_rows > 0
