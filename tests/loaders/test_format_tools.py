from __future__ import annotations

import io
import json
from typing import Any

import pytest

from loaders.canonical.profile import account_of_page
from loaders.format import Context, Located
from loaders.formats import FORMATS
from loaders.records import Account, AccountLink, BadRecord, Post, Record, Watched

BY_NAME = {form.name: form for form in FORMATS}


def records(name: str, text: str, platform: str | None = None) -> list[Record]:
    form = BY_NAME[name]
    found: list[Record] = []
    for item in form.read(io.BytesIO(text.encode())):
        assert isinstance(item, Located)
        found += form.to_records(item.value, Context(platform=platform))
    return found


@pytest.mark.parametrize(
    ("line", "platform", "account_id"),
    [
        ("x:@Ann", None, "x:@ann"),
        ("@Ann", "x", "x:@ann"),
        ("https://x.com/Ann", None, "x:@ann"),
        ("https://x.com/i/user/4", None, "x:4"),
        ("@Ann@A.example", "mastodon", "mastodon:ann@a.example"),
        ("mastodon:@Ann@a.example", None, "mastodon:ann@a.example"),
        ("https://a.example/@Ann", None, "mastodon:ann@a.example"),
        ("weibo:1000000001", None, "weibo:1000000001"),
    ],
)
def test_account_on_a_list_has_the_id_that_its_posts_have(
    line: str, platform: str | None, account_id: str
) -> None:
    [watched] = records("account-list", line, platform)

    assert isinstance(watched, Watched)
    assert watched.account_id == account_id


@pytest.mark.parametrize("page", ["groups", "settings", "reel", "search", "watch"])
def test_page_of_a_platform_itself_is_no_account(page: str) -> None:
    assert account_of_page(f"https://www.facebook.com/{page}") is None


def bundle(**user: str) -> str:
    fields = {"type": "user-account", "id": "user-account--1", **user}
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": [fields]})


def test_account_of_a_bundle_has_the_id_that_its_posts_have() -> None:
    found = records("stix", bundle(account_type="mastodon", account_login="Ann@a.example"))
    assert {r.account_id for r in found if isinstance(r, Account)} == {"mastodon:ann@a.example"}


def test_account_on_a_machine_is_no_account_of_a_platform() -> None:
    with pytest.raises(BadRecord, match="unix"):
        records("stix", bundle(account_type="unix", account_login="root"))


def shares(*objects: str) -> list[Post]:
    lines = "".join(f"{each},4,17,1740830400\n" for each in objects)
    text = "object_id,account_id,content_id,timestamp_share\n" + lines
    return [r for r in records("coortweet", text, "x") if isinstance(r, Post)]


def test_object_that_was_shared_is_a_link_a_tag_or_a_post() -> None:
    [post] = shares("https://example.org/a", "#car", "900")
    assert (post.urls, post.hashtags, post.repost_of) == (
        ("https://example.org/a",),
        ("#car",),
        "x:900",
    )


@pytest.mark.parametrize("thing", ["car", "example.org", "the whole text of a post", "a1b2c3"])
def test_object_of_no_known_kind_is_never_a_post_that_was_repeated(thing: str) -> None:
    with pytest.raises(BadRecord, match="neither an address nor the number of a post"):
        shares(thing)


def test_ids_beside_numbered_nodes_are_those_of_the_accounts() -> None:
    def graph(key: str, nodes: tuple[str, str], ids: tuple[str, str]) -> str:
        inner = "".join(
            f'<node id="{node}"><data key="d0">{account}</data></node>'
            for node, account in zip(nodes, ids, strict=True)
        )
        return (
            f'<graphml><key id="d0" for="node" attr.name="{key}"/><graph>{inner}'
            f'<edge source="{nodes[0]}" target="{nodes[1]}"/></graph></graphml>'
        )

    def ends(text: str) -> set[Any]:
        return {
            (r.account_a, r.account_b)
            for r in records("graphml", text, "x")
            if isinstance(r, AccountLink)
        }

    wanted = {("x:1204", "x:1205")}
    assert ends(graph("user_id", ("0", "1"), ("1204", "1205"))) == wanted
    assert ends(graph("name", ("n0", "n1"), ("1204", "1205"))) == wanted
    assert ends(graph("name", ("1204", "1205"), ("Ann", "Bob"))) == wanted
