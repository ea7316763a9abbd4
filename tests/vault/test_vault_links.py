from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from detection.detect import question
from detection.options import Options
from graph.canonical import open_batch
from loaders.canonical.link_table import read_link_table
from marionet.cli.app import app
from marionet.errors import LoadError, VaultError
from vault import Vault
from vault.links import LINKS, MAX_CHAIN
from vault.open_links import open_links
from vault.schema import CANONICAL
from vault.tables import Tables

SHORT, PAGE = "https://t.cn/Ab1", "https://example.com/a"
SHA = "ab" * 32


def url_of(number: int, url: str) -> dict[str, Any]:
    domain = url.split("/")[2]
    return {"post_id": f"weibo:{number}", "url": url, "url_seen": f"seen {url}", "domain": domain}


def post(number: int, author: str) -> dict[str, Any]:
    return {"post_id": f"weibo:{number}", "platform": "weibo", "account_id": f"weibo:{author}"}


def stored(vault: Vault, urls: list[dict[str, Any]], posts: list[dict[str, Any]]) -> Vault:
    tables = {"post_urls": urls, "posts": posts}
    with vault.begin_batch("load") as writer:
        for name, rows in tables.items():
            writer.write(name, pa.Table.from_pylist(rows, schema=CANONICAL[name]))
        writer.commit(
            collection="default",
            sources=[SHA],
            names=["a"],
            format="interchange",
            duplicates=0,
            rejects=0,
            options={},
        )
    return vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    urls = [url_of(1, SHORT), url_of(2, PAGE), url_of(3, "https://t.cn/aB1")]
    return stored(Vault(tmp_path), urls, [post(1, "ann"), post(2, "bob"), post(3, "eve")])


def links(*pairs: tuple[str, str]) -> pa.Table:
    rows = [{"short": a, "url": b, "domain": b.split("/")[2]} for a, b in pairs]
    return pa.Table.from_pylist(rows, schema=LINKS)


def read(vault: Vault) -> set[tuple[str, str, str, str]]:
    table = Tables(ibis.duckdb.connect(), vault, vault.batches()).table("post_urls").to_pyarrow()
    assert table.schema.names == CANONICAL["post_urls"].names
    return {tuple(row.values()) for row in table.to_pylist()}


def test_short_links_are_resolved_when_posts_are_read(vault: Vault) -> None:
    vault.links.add(links((SHORT, PAGE)), name="l.csv", source=SHA)
    assert read(vault) == {
        ("weibo:1", PAGE, f"seen {SHORT}", "example.com"),
        ("weibo:2", PAGE, f"seen {PAGE}", "example.com"),
        ("weibo:3", "https://t.cn/aB1", "seen https://t.cn/aB1", "t.cn"),
    }


def test_the_graph_gets_the_targets_too(vault: Vault) -> None:
    vault.links.add(links((SHORT, PAGE)), name="l.csv", source=SHA)
    [batch] = vault.batches()
    with open_batch(vault, batch) as tables:
        urls = {row["post_id"]: row["urls"] for row in tables.posts()}
        shared = {(row["account_id"], row["url"]) for row in tables.shared_urls()}
    assert urls["weibo:1"] == urls["weibo:2"] == [{"url": PAGE, "domain": "example.com"}]
    assert {("weibo:ann", PAGE), ("weibo:bob", PAGE)} <= shared


def test_chains_are_followed_and_later_tables_overrule(vault: Vault) -> None:
    between = "https://bit.ly/x"
    vault.links.add(links((SHORT, between)), name="1.csv", source=SHA)
    vault.links.add(links((between, PAGE)), name="2.csv", source=SHA)
    assert (SHORT, PAGE) in {
        (r["short"], r["url"]) for r in vault.links.resolved().table.to_pylist()
    }
    vault.links.add(links((between, "https://example.com/b")), name="3.csv", source=SHA)
    assert {row[1] for row in read(vault)} >= {"https://example.com/b", PAGE}
    assert [table.name for table in vault.links.tables()] == ["1.csv", "2.csv", "3.csv"]


def test_circles_and_endless_chains_are_refused(vault: Vault) -> None:
    other = "https://bit.ly/x"
    vault.links.add(links((SHORT, other)), name="1.csv", source=SHA)
    with pytest.raises(VaultError, match="circle"):
        vault.links.add(links((other, SHORT)), name="2.csv", source=SHA)
    chain = [(f"https://t.cn/{n}", f"https://t.cn/{n + 1}") for n in range(MAX_CHAIN + 1)]
    with pytest.raises(VaultError, match="through more than"):
        vault.links.add(links(*chain), name="3.csv", source=SHA)
    assert [table.name for table in vault.links.tables()] == ["1.csv"]


def test_links_are_part_of_what_a_run_is_asked(vault: Vault) -> None:
    before = question(vault, "default", Options())
    vault.links.add(links((SHORT, PAGE)), name="1.csv", source=SHA)
    with_links = question(vault, "default", Options())
    assert "links" not in before["parameters"]
    assert with_links["parameters"].pop("links") == vault.links.resolved().digest
    assert with_links == before
    digest = vault.links.resolved().digest
    vault.links.add(links((SHORT, PAGE)), name="again.csv", source=SHA)
    assert vault.links.resolved().digest == digest


def test_open_links_are_counted_by_those_who_shared_them(tmp_path: Path) -> None:
    urls = [url_of(1, SHORT), url_of(2, SHORT), url_of(3, "https://t.cn/B"), url_of(4, PAGE)]
    posts = [post(1, "ann"), post(2, "bob"), post(3, "ann"), post(4, "ann")]
    vault = stored(Vault(tmp_path), urls, posts)
    tables = Tables(ibis.duckdb.connect(), vault, vault.batches())
    assert open_links(tables, ["t.cn", "bit.ly"]).to_pylist() == [
        {"short": SHORT, "posts": 2, "accounts": 2},
        {"short": "https://t.cn/B", "posts": 1, "accounts": 1},
    ]


FILES = {
    "csv": "short,target\nhttp://t.cn/Ab1,https://www.example.com/a?utm_source=x\n",
    "tsv": "short\ttarget\nt.cn/Ab1\thttps://example.com/a\n",
    "json lines": '{"short": "http://t.cn/Ab1", "target": "https://example.com/a"}\n',
    "other names, byte order mark": "\ufeffurl_short,url_long\nhttp://t.cn/Ab1,https://example.com/a\n",
    "semicolons": "short;target\nhttp://t.cn/Ab1;https://example.com/a\n",
}


@pytest.mark.parametrize("case", FILES)
def test_table_of_links_is_read_from(case: str) -> None:
    found = read_link_table(FILES[case].encode(), "l")
    assert found.rows.to_pylist() == [{"short": SHORT, "url": PAGE, "domain": "example.com"}]


def test_rows_that_resolve_nothing_are_counted() -> None:
    text = f"short,target\n{SHORT},{PAGE}\n{SHORT},{PAGE}\nhttps://t.cn/B,\nx,y\n{PAGE},{PAGE}#a\n"
    found = read_link_table(text.encode(), "l")
    assert (found.rows.num_rows, found.open, found.unread, found.same) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n1,2\n", "no column short"),
        (b"short,target\n", "resolves no link"),
        (b"\xff\xfe", "no UTF-8"),
        (b"{\n", "no JSON object"),
        (f"short,target\n{SHORT},{PAGE}\n{SHORT},{PAGE}2\n".encode(), "Keep one"),
    ],
)
def test_table_of_links_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(LoadError, match=why):
        read_link_table(content, "l")


def test_commands_go_round(tmp_path: Path) -> None:
    home = tmp_path / "home"
    inside = stored(Vault(home / "vault"), [url_of(1, SHORT)], [post(1, "ann")])

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["--home", str(home), "--quiet", "links", *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    to_fill = run("unresolved", "--csv")
    assert to_fill.splitlines() == ["short,target,accounts,posts", f"{SHORT},,1,1"]
    file = tmp_path / "filled.csv"
    file.write_text(to_fill.replace(",,", f",{PAGE},"), "utf-8")
    assert "graph rebuild" in run("add", str(file))
    assert "nothing changes" in run("add", str(file))
    assert "without a target" in run("unresolved")
    assert run("list").count("filled.csv") == 2
    [first, _] = inside.links.tables()
    inside.originals.verify(first.source)
