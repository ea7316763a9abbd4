from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.golden import Sample, expected, invented_samples, load_sample
from vault.schema import SILENT_REPOSTS

HANGING = ("post_urls", "post_hashtags", "post_mentions", "post_media")
COUNTERS = ("likes", "reposts", "comments", "views")
LINE = (
    '{{"post_id": "{platform}:2", "account_id": "{platform}:b", "platform": "{platform}", '
    '"created_at": "2025-03-01T12:00:00Z", "text": "look #car", "repost_of": {original}, '
    '"hashtags": ["car"], "urls": ["https://example.org/a"]}}\n'
)


def posts_of(sample: Sample) -> tuple[list[dict[str, Any]], dict[str, set[str]]]:
    """Return the posts of a sample as its golden file has them, and which have what hanging."""
    rows = (expected(sample) or {})["rows"]
    hanging = {table: {row["post_id"] for row in rows.get(table, ())} for table in HANGING}
    return rows.get("posts", []), hanging


@pytest.mark.parametrize("sample", invented_samples(), ids=lambda sample: sample.name)
def test_repost_on_a_platform_without_words_of_its_own_carries_nothing_of_the_original(
    sample: Sample,
) -> None:
    posts, hanging = posts_of(sample)

    silent = [p for p in posts if p.get("repost_of") and p["platform"] in SILENT_REPOSTS]
    assert {p["kind"] for p in silent} <= {"repost"}
    for post in silent:
        assert {t for t in HANGING if post["post_id"] in hanging[t]} == set()
        assert {post.get("quote_of"), post.get("reply_to")} == {None}
        if post["platform"] != "telegram":  # where each copy of a message is counted by itself
            assert {post.get(name) for name in COUNTERS} == {None}


def load_line(folder: Path, platform: str, original: str) -> dict[str, int]:
    path = folder / "posts.jsonl"
    path.write_text(LINE.format(platform=platform, original=original))
    _, rows = load_sample(Sample(path, path, {}, real=False), folder / "vault")
    return {table: len(rows[table]) for table in ("post_urls", "post_hashtags")}


@pytest.mark.parametrize(
    ("platform", "original", "kept"),
    [
        ("x", '"x:1"', 0),
        ("telegram", '"telegram:1"', 0),
        ("weibo", '"weibo:1"', 1),  # there a repost may say something
        ("x", "null", 1),
    ],
)
def test_links_and_tags_stay_with_whoever_posted_them(
    tmp_path: Path, platform: str, original: str, kept: int
) -> None:
    assert load_line(tmp_path, platform, original) == {"post_urls": kept, "post_hashtags": kept}
