"""Invented messages in CNT's form: shared texts, links, reposts and replies within seconds."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from network.messages import COLUMNS

WORDS = (
    *("the", "brakes", "of", "this", "car", "fail", "it's", "l'aria", "don't", "3.14", "1,000"),
    *(
        "用户",
        "说",
        "刹车",
        "カタカナ",
        "한국어",
        "שלום",
        "@anna",
        "@ben:",
        "#recall",
        "a_b",
        "e\u0301",
    ),
    *("😀", "👩‍👩‍👧", "🇩🇪🇫🇷", "“new”", "'quoted'", "...", "\t", "\n", "https://cars.example/a?b=1"),
)


def invent_messages(path: Path, rows: int, seed: int, users: int = 40, seconds: int = 600) -> None:
    """Write a CSV of messages, some of which copy an earlier text, link, repost or reply."""
    draw = random.Random(seed)
    texts = [_text(draw) for _ in range(max(rows // 12, 1))]
    ids = [str(5_000 + k) for k in range(max(rows // 20, 1))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for k in range(rows):
            user = draw.randrange(users)
            repost = draw.choice(ids) if draw.random() < 0.3 else ""
            reply = draw.choice(ids) if draw.random() < 0.3 else ""
            text = _spun(draw, draw.choice(texts))
            urls = [f"https://cars.example/{draw.randrange(9)}" for _ in range(draw.randrange(3))]
            number = draw.randrange(k) if k and draw.random() < 0.02 else k  # some ids come twice
            at = 1_600_000_000 + draw.randrange(seconds) + draw.choice((0, 0, 0, 0.25, 0.5))
            name = f"name {user} {draw.randrange(2)}"
            separator = draw.choice((" ", " ", "  "))
            row = (f"m{number}", f"u{user}", name, repost, reply, text, at, separator.join(urls))
            writer.writerow(row)


def _text(draw: random.Random) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, 12)))


def _spun(draw: random.Random, text: str) -> str:
    words = text.split(" ")
    if draw.random() < 0.5:
        words[draw.randrange(len(words))] = draw.choice(WORDS)
    return " ".join(words).upper() if draw.random() < 0.2 else " ".join(words)
