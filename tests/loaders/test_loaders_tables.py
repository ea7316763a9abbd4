from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loaders import load
from loaders.canonical.epoch import in_us
from loaders.columns import ColumnChunk
from loaders.format import FAMILIES, NO_CONTEXT, Context
from loaders.records import Account, BadRecord, Media, Mention, Post, Record
from loaders.tables import MAPPINGS, parse_mapping
from loaders.tables.block import block_of_rows
from loaders.tables.convert import Converter
from loaders.tables.form import shipped
from marionet.errors import LoadError, UsageError
from vault import Vault

PLAIN = """
columns: {post_id: id, account_id: who, created_at: when, text: body}
constants: {platform: x}
"""
ROW = {"id": "1", "who": "ann", "when": "2025-03-01T12:00:00Z", "body": "see #Car @bob"}


def convert(mapping: str, *rows: dict[str, Any], context: Context = NO_CONTEXT) -> list[Record]:
    """Return what a mapping makes of rows; of several, one post. Raise what is wrong with them."""
    block = block_of_rows(rows, range(1, len(rows) + 1), [0])
    chunk = Converter(parse_mapping(mapping, "m.yaml")).convert(block, context)
    if chunk.rejects:
        raise BadRecord(chunk.rejects[0].reason)
    return [*posts_in(chunk), *accounts_in(chunk)]


def posts_in(chunk: ColumnChunk) -> list[Post]:
    if chunk.posts is None:
        return []
    posts = chunk.posts
    lists = zip(posts.urls, posts.hashtags, posts.mentions, posts.media, strict=True)
    return [
        Post(
            **fields(row),
            urls=tuple(urls),
            hashtags=tuple(tags),
            mentions=tuple(mentions),
            media=tuple(media),
        )
        for row, (urls, tags, mentions, media) in zip(posts.table.to_pylist(), lists, strict=True)
    ]


def accounts_in(chunk: ColumnChunk) -> list[Account]:
    rows = [] if chunk.accounts is None else chunk.accounts.to_pylist()
    return [Account(**fields(row)) for row in rows]


def fields(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("created", "observed"):
        at = row.pop(f"{name}_at")
        row[f"{name}_us"] = None if at is None else in_us(at)
    return {name: value for name, value in row.items() if name not in {"offset", "native_id"}}


def post_of(mapping: str, *rows: dict[str, Any]) -> Post:
    [post] = [r for r in convert(mapping, *rows) if isinstance(r, Post)]
    return post


def test_columns_become_fields_and_the_rest_is_kept() -> None:
    post = post_of(PLAIN, {**ROW, "mood": "odd"})
    assert (post.post_id, post.account_id, post.text) == ("x:1", "x:ann", "see #Car @bob")
    assert post.extra == '{"mood":"odd"}'


def test_ignored_columns_are_left_out() -> None:
    assert post_of(PLAIN + "ignore: {mood: no use}", {**ROW, "mood": "odd"}).extra is None


def test_lists_are_split_and_missing_values_are_none() -> None:
    mapping = """
columns: {post_id: id, account_id: who, created_at: when, lang: l, likes: n, hashtags: tags,
  urls: u}
constants: {platform: x}
lists: {hashtags: ","}
missing: ["", "?"]
"""
    post = post_of(mapping, {**ROW, "l": "?", "n": "3.0", "tags": "a, b,,c", "u": ["http://e.org"]})
    assert (post.lang, post.likes, post.hashtags, post.urls) == (
        None,
        3,
        ("a", "b", "c"),
        ("http://e.org",),
    )


def test_text_is_searched_for_what_has_no_column() -> None:
    post = post_of(PLAIN + "extract: [hashtags, mentions]", ROW)
    assert (post.hashtags, post.mentions) == (("Car",), (Mention(handle="bob"),))


def test_symbol_of_a_share_is_found_in_a_text_without_hashtags() -> None:
    assert post_of(PLAIN + "extract: [hashtags]", {**ROW, "body": "buy $TSLA"}).hashtags == (
        "$TSLA",
    )


def test_field_is_chosen_by_value_or_beginning() -> None:
    mapping = """
columns: {post_id: id, account_id: who, created_at: when}
choose:
  platform: {column: who, prefixes: {fb_: facebook, tw_: x}}
  kind: {column: type, values: {R: repost}, otherwise: original}
  repost_of: {column: type, values: {R: "{target}"}, otherwise: null}
"""
    row = {**ROW, "who": "tw_1", "type": "R", "target": "9"}
    post = post_of(mapping, row)
    assert (post.platform, post.kind, post.repost_of) == ("x", "repost", "x:9")
    assert post_of(mapping, {**row, "type": ""}).repost_of is None


def test_post_without_id_has_a_stable_one_made_of_its_row() -> None:
    mapping = """
columns: {account_id: who, created_at: when, text: body}
constants: {platform: x}
derive: [who, when, body]
"""
    first, same = post_of(mapping, ROW), post_of(mapping, {**ROW, "likes": "7"})
    assert first.post_id == same.post_id != post_of(mapping, {**ROW, "body": "other"}).post_id
    assert first.post_id == "x:32003acf06777dfd0bf9e66c"


def test_time_can_come_from_an_id_and_a_delay() -> None:
    mapping = """
columns: {post_id: id, account_id: who, created_at: root}
constants: {platform: x}
time: {format: snowflake, plus: delay, unit: minutes}
"""
    roots = [post_of(mapping, {**ROW, "root": str(10**18), "delay": d}) for d in ("0", "1.5")]
    assert roots[1].created_us - roots[0].created_us == 90_000_000


def test_rows_of_accounts_give_accounts() -> None:
    mapping = "account: {account_id: who, name: n}\nconstants: {platform: x}"
    [account] = convert(mapping, {"who": "ann", "n": "Ann"})
    assert account == Account(account_id="x:ann", platform="x", name="Ann")


MISTAKES = {
    "unknown key": ("columns: {}\ncolums: {}", "line 2: there is no key 'colums'"),
    "unknown field": ("columns:\n  post: id", "line 2: there is no key 'post'"),
    "no time": (PLAIN.replace("created_at: when, ", ""), "field created_at has no value"),
    "unknown zone": (PLAIN + "time: {zone: Mars}", "line 4: there is no time zone 'Mars'"),
    "no YAML": ("a: [", "line 1 is not YAML"),
    "empty": ("", "is empty"),
    "a list": ("- a", "line 1: there must be a table"),
    "key twice": ("title: a\ntitle: b", "line 2: the key 'title' stands twice"),
    "unknown extraction": (PLAIN + "extract: [faces]", "'faces' cannot be extracted"),
    "unknown encoding": (PLAIN + "encoding: klingon", "no encoding 'klingon'"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistake_in_a_mapping_is_told_with_its_line(case: str) -> None:
    text, told = MISTAKES[case]
    with pytest.raises(UsageError) as caught:
        parse_mapping(text, "m.yaml")
    assert told in caught.value.message


@pytest.mark.parametrize("name", MAPPINGS)
def test_shipped_mapping_is_valid_and_recognisable(name: str) -> None:
    mapping = shipped(name)
    assert mapping.title
    assert mapping.match
    assert mapping.family in FAMILIES
    assert mapping.example
    others = [shipped(other).match for other in MAPPINGS if other != name]
    assert all(set(mapping.match) != set(other) for other in others)


def loaded(tmp_path: Path, file: str, content: bytes, mapping: str) -> tuple[int, int]:
    (tmp_path / file).write_bytes(content)
    (tmp_path / "m.yaml").write_text(mapping)
    vault = Vault(tmp_path / "vault")
    [report] = load(vault, [str(tmp_path / file)], mapping=str(tmp_path / "m.yaml"))
    return report.posts, report.rejects


def test_csv_tsv_parquet_and_json_lines_give_the_same(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "id": "2", "body": "中文"}]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    shapes = {
        "a.csv": "\n".join(",".join(r) for r in [list(ROW), *(r.values() for r in rows)]).encode(),
        "a.tsv": "\n".join("\t".join(r) for r in [list(ROW), *(r.values() for r in rows)]).encode(),
        "a.parquet": sink.getvalue().to_pybytes(),
        "a.jsonl": "\n".join(json.dumps(r) for r in rows).encode(),
    }
    found: list[tuple[int, int]] = []
    for number, (file, content) in enumerate(shapes.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.append(loaded(folder, file, content, PLAIN))
    assert found == [(2, 0)] * 4


def test_table_of_another_encoding_is_read(tmp_path: Path) -> None:
    content = "id,who,when,body\n1,小安,2025-03-01,中文\n".encode("gb18030")
    assert loaded(tmp_path, "a.csv", content, PLAIN + "encoding: gb18030") == (1, 0)


def test_rows_of_one_post_are_merged_wherever_they_stand(tmp_path: Path) -> None:
    mapping = PLAIN.replace("text: body", "hashtags: body, media_hashes: pic") + "merge: true"
    header = b"id,who,when,body,pic\n"
    day = b"2025-03-01"
    content = header + b"1,a,%b,x,\n2,a,%b,y,\n1,a,%b,z,9\n" % (day, day, day)
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "m.yaml").write_text(mapping)
    vault = Vault(tmp_path / "vault")
    [report] = load(vault, [str(tmp_path / "a.csv")], mapping=str(tmp_path / "m.yaml"))

    assert (report.posts, report.merged, report.duplicates, report.rejects) == (2, 1, 0, 0)
    [part] = vault.parts("post_hashtags", vault.batches())
    tags = pq.read_table(part).to_pylist()
    assert {(row["post_id"], row["tag"]) for row in tags} == {
        ("x:1", "x"),
        ("x:2", "y"),
        ("x:1", "z"),
    }


def test_hashes_of_pictures_are_media() -> None:
    mapping = PLAIN.replace("text: body", "media_hashes: pic")
    assert post_of(mapping, {**ROW, "pic": 9}).media == (Media(media_id="x:9", hash="9"),)


def test_missing_column_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"names the column 'body'.*id, who, when"):
        loaded(tmp_path, "a.csv", b"id,who,when\n1,a,2025-03-01\n", PLAIN)


def test_damaged_parquet_is_told(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="damaged"):
        loaded(tmp_path, "a.parquet", b"PAR1 and nothing more", PLAIN)


def test_table_is_recognised_by_the_columns_of_a_shipped_mapping(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "tweet_id,airline_sentiment,name,text,tweet_created,tweet_location\n"
        "5.7E+17,neutral,ann,late #again,2/24/2015 11:35,\n"
    )
    [report] = load(Vault(tmp_path / "vault"), [str(path)])
    assert (report.format, report.posts) == ("airline", 1)
    assert report.batch is not None
    assert report.batch.options["mapping"] == "airline"


NEW = """
columns: {post_id: id, account_id: who, created_at: when, hashtags: tags, likes: n}
constants: {platform: x}
"""
LIST_CELLS = {
    "json": ("json", '["a b", "c"]', ("a b", "c")),
    "python": ("json", "['a b', None, 'c']", ("a b", "c")),
    "python tuple": ("json", "('a', 'b')", ("a", "b")),
    "one value": ("json", '"a"', ("a",)),
    "numbers": ("json", "[1, 2]", ("1", "2")),
    "brackets": ("brackets", "[a, b c]", ("a", "b c")),
    "empty brackets": ("brackets", "[]", ()),
    "separator": ("' '", "a  b", ("a", "b")),
}


@pytest.mark.parametrize("case", LIST_CELLS)
def test_list_in_a_cell_is_read(case: str) -> None:
    how, cell, tags = LIST_CELLS[case]
    assert post_of(NEW + f"lists: {{hashtags: {how}}}", {**ROW, "tags": cell}).hashtags == tags


@pytest.mark.parametrize("cell", ["[a, b", "{'a': 1}", "[" * 99 + "'a'" + "]" * 99, "-" * 9999])
def test_cell_that_is_no_list_is_a_bad_record(cell: str) -> None:
    with pytest.raises(BadRecord, match="hashtags"):
        post_of(NEW + "lists: {hashtags: json}", {**ROW, "tags": cell})


@pytest.mark.parametrize(
    "cell", ['{"id": 7, "at": {"city": "B"}}', "{'id': 7, 'at': {'city': 'B'}}"]
)
def test_fields_of_an_object_in_a_cell_are_columns(cell: str) -> None:
    mapping = PLAIN.replace("account_id: who", "account_id: user.id") + "cells: {user: json}"
    post = post_of(mapping, {**ROW, "user": cell})
    assert (post.account_id, post.extra) == ("x:7", '{"who":"ann","user.at.city":"B"}')


NUMBERS = {
    "12000": 12000,
    "1.2万": 12000,
    "1.2w": 12000,
    "３亿": 300_000_000,
    "12,345,678": 12_345_678,
    "1.5k": 1500,
    "2M": 2_000_000,
    "10万+": 100_000,
    "3.6": 4,
}


@pytest.mark.parametrize("text", NUMBERS)
def test_count_is_read_as_platforms_show_it(text: str) -> None:
    assert post_of(NEW, {**ROW, "n": text}).likes == NUMBERS[text]


@pytest.mark.parametrize("text", ["many", "1,2", "k", "万", "1e999", "1.2.3"])
def test_what_is_no_number_is_a_bad_record(text: str) -> None:
    with pytest.raises(BadRecord, match="is no number"):
        post_of(NEW, {**ROW, "n": text})


PRECISIONS = {
    ("iso", "2025-03-01"): "day",
    ("iso", "20250301"): "day",
    ("iso", "2025-03-01 12:00"): "minute",
    ("iso", "2025-03-01T12:00+08:00"): "minute",
    ("iso", "2025-03-01T12:00:00Z"): "second",
    ("iso", "2025-03-01T12:00:00.5-05:00"): "second",
    ("'%d/%m/%Y %H:%M'", "01/03/2025 12:00"): "minute",
    ("'%d/%m/%Y %H:%M:%S'", "01/03/2025 12:00:00"): "second",
    ("'%d/%m/%Y'", "01/03/2025"): "day",
    ("epoch_s", "1740830400"): "second",
    ("natural", "2025年3月1日"): "day",
}


@pytest.mark.parametrize(("form", "text"), PRECISIONS)
def test_precision_of_a_time_is_what_is_written_of_it(form: str, text: str) -> None:
    post = post_of(NEW + f"time: {{format: {form}}}", {**ROW, "when": text})
    assert post.precision == PRECISIONS[form, text]


def test_precision_can_be_said() -> None:
    assert post_of(NEW + "time: {precision: minute}", ROW).precision == "minute"


def test_relative_time_counts_from_the_capture() -> None:
    context = Context(captured_us=1_740_830_400_000_000)
    mapping = NEW + "time: {format: natural}"
    [post] = convert(mapping, {**ROW, "when": "3分钟前"}, context=context)
    assert isinstance(post, Post)
    assert (post.created_us, post.precision) == (1_740_830_220_000_000, "minute")


def test_author_can_stand_in_the_file_name() -> None:
    mapping = NEW.replace("account_id: who, ", "") + 'account_from_name: "([0-9]+)[.]csv$"'
    [post] = convert(mapping, ROW, context=Context(name="crawl/2803301701.csv"))
    assert isinstance(post, Post)
    assert post.account_id == "x:2803301701"
    with pytest.raises(BadRecord, match=r"no account in the file name 'posts.csv'"):
        convert(mapping, ROW, context=Context(name="posts.csv"))


def test_ids_of_those_who_are_named_are_mentions() -> None:
    mapping = NEW.replace("hashtags: tags", "mention_ids: tags") + "lists: {mention_ids: brackets}"
    post = post_of(mapping, {**ROW, "tags": "[12, 34]"})
    assert post.mentions == (Mention(account_id="x:12"), Mention(account_id="x:34"))


def test_field_of_objects_in_a_list_is_read() -> None:
    mapping = NEW + "lists: {hashtags: json.text}"
    assert post_of(mapping, {**ROW, "tags": "[{'text': 'a'}, {'text': 'b'}]"}).hashtags == (
        "a",
        "b",
    )
