"""A small demo campaign in which members of a ring bear names that attack whoever shows them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from demo.campaign import generate
from demo.options import CampaignOptions
from marionet.progress import SILENT

RING = "manuscript-zh"

PAYLOADS = (
    # what broke pyvis: a script in a heading, a title with "href", the end of the script element
    '<script>top.__pwned = 1; parent.__pwned = 1; window.__pwned = 1; alert("heading")</script>',
    'href <img src=x onerror="top.__pwned = 1; window.__pwned = 1; alert(1)">',
    '</script><script>window.__pwned = 1; alert("label")</script>',
    # and what breaks others
    '"><svg onload=alert(1)>',
    "javascript:alert(1)//{{7*7}}${7*7}",
    "\u202egnirts\u202c 名字 ' \" ` <!-- ]]>",
    '" onmouseover="window.__pwned = 1" hx-get="/logout" x="',
)


def write_hostile_campaign(folder: Path) -> Path:
    """Generate a campaign and put payloads into what some members say.

    Into name, biography, a former handle and a hashtag.

    Returns the file of posts; every payload is borne by at least one member of the ring `RING`.
    """
    campaign = generate(
        folder,
        CampaignOptions(
            seed=3, organic_accounts=300, evasion="naive", rings=((RING, 40), ("boost", 20))
        ).checked(),
        SILENT,
    )
    with (campaign.folder / "truth.csv").open(encoding="utf-8") as file:
        members = [row["account_id"] for row in csv.DictReader(file) if row["ring"] == RING]
    payload_of = {
        account.partition(":")[2]: PAYLOADS[place % len(PAYLOADS)]
        for place, account in enumerate(members)
    }
    tagged: set[str] = set()
    target = folder / "hostile.jsonl"
    with (
        (campaign.folder / "posts.jsonl").open(encoding="utf-8") as source,
        target.open("w", encoding="utf-8") as out,
    ):
        for line in source:
            post = json.loads(line)
            payload = payload_of.get(post["account_id"])
            if payload:
                profile = post.get("account") or {}
                profile |= {"name": payload, "bio": f"bio {payload}"}
                profile["handle"] = f"now_{post['account_id']}"
                if post["account_id"] not in tagged:  # in one post only: it must not tie accounts
                    tagged.add(post["account_id"])
                    post["hashtags"] = [*post.get("hashtags", []), payload]
                    profile["handle"] = payload
                post["account"] = profile
            out.write(json.dumps(post, ensure_ascii=False) + "\n")
    return target
