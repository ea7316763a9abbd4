"""How fast interchange posts go into the vault, and how much memory it takes.

    python bench/load_speed.py [POSTS]

Writes invented posts to a temporary folder, loads them in a process of their own, prints posts per
second and the peak memory of that process and its helper. Made with a fixed seed.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

POSTS = 1_000_000
SEED = 20_250_301
_WORDS = (
    "car",
    "road",
    "light",
    "fast",
    "price",
    "glass",
    "wheel",
    "brake",
    "智能",
    "汽车",
    "续航",
)

_LOAD = """
import json, resource, sys, time
from pathlib import Path
from loaders import load
from vault import Vault
started = time.monotonic()
[report] = load(Vault(Path(sys.argv[1])), [sys.argv[2]])
seconds = time.monotonic() - started
both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu_s = [used.ru_utime + used.ru_stime for used in both]
peak_kb = sum(used.ru_maxrss for used in both)
print(json.dumps([report.posts, report.rejects, seconds, cpu_s, peak_kb]))
"""


def write_posts(path: Path, posts: int) -> None:
    """Write posts of 100,000 accounts: a third reposts, half with a tag, a third with a link."""
    rng = random.Random(SEED)  # noqa: S311 - invented data
    with path.open("w") as file:
        for number in range(posts):
            post: dict[str, object] = {
                "post_id": f"{10**15 + number}",
                "platform": "weibo",
                "account_id": f"{1 + rng.randrange(100_000)}",
                "created_at": f"2025-03-{rng.randrange(1, 29):02}T{rng.randrange(24):02}:"
                f"{rng.randrange(60):02}:{rng.randrange(60):02}Z",
                "text": " ".join(rng.choices(_WORDS, k=24)),
                "likes": rng.randrange(50),
            }
            if rng.random() < 1 / 3:
                post["repost_of"] = f"{10**15 + rng.randrange(number + 1) // 50 - 1}"
            if rng.random() < 1 / 2:
                post["hashtags"] = [f"Tag{rng.randrange(2000)}"]
            if rng.random() < 1 / 3:
                page = rng.randrange(200_000)
                post["urls"] = [f"http://News{page % 500}.example.com/a/{page}?utm_source=app"]
            file.write(json.dumps(post, ensure_ascii=False) + "\n")


def main() -> None:
    """Make the posts, load them, print the figures."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else POSTS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.jsonl"
        write_posts(path, posts)
        size_mb = path.stat().st_size / 1e6
        ran = subprocess.run(
            [sys.executable, "-c", _LOAD, f"{folder}/vault", str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
    stored, rejects, seconds, cpu_s, peak_kb = json.loads(ran.stdout)
    print(
        f"{stored:,} posts ({size_mb:,.0f} MB, {rejects} rejects) in {seconds:.1f} s: "
        f"{stored / seconds:,.0f} posts/s ({cpu_s[0]:.1f} + {cpu_s[1]:.1f} s of processor time), "
        f"peak memory {peak_kb / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main()
