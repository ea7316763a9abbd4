"""A study of the small case, made by hand: one row or two of each table that the graph takes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa

from vault import Run, Vault
from vault.studies import Study
from vault.study_schema import STUDY

MANUSCRIPT = "ms:0123456789ab"
BUTTON = "ms:ba9876543210"
CAR, RIVAL = "ent:car", "ent:rival"
FANS, RIVAL_FANS = "ent:fans", "ent:rival-fans"
CLAIM = "claim:0123456789ab"
RING = "ring-1"


def write_study(vault: Vault, run: Run, start: datetime, later: datetime) -> Study:
    """Write the study of the small case."""
    with vault.begin_study({"run_id": run.run_id, "watchlist": {}, "version": "test"}) as writer:
        for name, rows in _tables(run.run_id, start, later).items():
            full = [{column: row.get(column) for column in STUDY[name].names} for row in rows]
            writer.write(name, pa.Table.from_pylist(full, schema=STUDY[name]))
        return writer.commit(["by hand"])


def _tables(run_id: str, start: datetime, later: datetime) -> dict[str, list[dict[str, Any]]]:
    span = {"first": start, "last": later}
    first = {"first_post": "x:1", "first_account": "x:ann"}
    text = {"text": "Brakes fail! 刹车失灵", "posts": 3, "accounts": 3, "texts": 3, **span, **first}
    ratio = {"share": 0.5, "organic_share": 0.1, "ratio": 5.0, "low": 2.0, "high": 12.0}
    both = {"subject": RING, "both": 1, "provokers": 1, "provocations": 2, "drawn": 3}
    return {
        "manuscripts": [
            {"manuscript_id": MANUSCRIPT, "kind": "manuscript", "software": 0.9, "rings": 1}
            | {"template": '{"lines":[]}', "coverage": 1.0, "slots": 2, "platforms": 2, **text},
            {"manuscript_id": BUTTON, "kind": "share button", "rings": 1, **text},
        ],
        "manuscript_copies": [
            {"manuscript_id": MANUSCRIPT, "post_id": post, "account_id": account, "platform": "x"}
            | {"at": start, "similarity": 1.0, "explained": 0.9}
            for post, account in (("x:1", "x:ann"), ("x:2", "x:bob"), ("x:3", "x:cat"))
        ],
        "ring_manuscripts": [
            {"subject": subject, "manuscript_id": manuscript, "members": 3, "posts": 3}
            | {"share": 1.0, "first": start, "first_of_all": True, **first}
            for subject in (RING, run_id)
            for manuscript in (MANUSCRIPT, BUTTON)
        ],
        "entities": [
            {"entity_id": key, "name": name, "kind": kind, "side": side, "aliases": "[]"}
            for key, name, kind, side in (
                (CAR, "Gull", "product", "own"),
                (RIVAL, "Wave", "product", "competitor"),
                (FANS, "Gull club", "community", "own"),
                (RIVAL_FANS, "Wave club", "community", "competitor"),
            )
        ],
        "mentions": [
            {"post_id": post, "account_id": account, "at": start, "entity_id": CAR, "count": 1}
            for post, account in (("x:1", "x:ann"), ("x:2", "x:bob"), ("x:8", "x:dan"))
        ],
        "targets": [
            {"subject": subject, "entity_id": entity, "posts": 8, "naming": 2, "q": 0.001}
            | {"targeted": entity == CAR, **ratio}
            for subject in (RING, run_id)
            for entity in (CAR, RIVAL)
        ],
        "comparisons": [
            {"post_id": post, "account_id": account, "at": start, "better": RIVAL, "worse": CAR}
            | {"words": "Brakes fail!", "rule": "en-beats", "claim_id": CLAIM, "subject": subject}
            for post, account, subject in (("x:2", "x:bob", RING), ("x:11", "x:dan", None))
        ],
        "claims": [
            {"claim_id": CLAIM, "better": RIVAL, "worse": CAR, "first_subject": RING}
            | {**text, "posts": 2, "accounts": 2, "first_post": "x:2", "first_account": "x:bob"}
        ],
        "ring_claims": [
            {"subject": subject, "claim_id": CLAIM, "members": 1, "posts": 1, "share": 0.5}
            | {"first": start}
            for subject in (RING, run_id)
        ],
        "sides": [
            {"subject": RING, "account_id": "x:ann", "entity_id": entity, "voice": voice}
            | {"posts": 2, "example": "x:1", **span}
            for entity, voice in ((FANS, "fan"), (RIVAL_FANS, "attack"))
        ],
        "division": [{**both, "one": FANS, "other": RIVAL_FANS, "crossing": 2, "p": 0.01}],
        "crossings": [
            {"subject": RING, "from_entity": FANS, "to_entity": RIVAL_FANS, "replies": 4}
            | {"to_members": 3, "by_members": 1}
        ],
        "cascades": [
            {"subject": RING, "root": "x:8", "kind": "repost", "author": "x:dan", "at": start}
            | {"posts": 4, "own_posts": 3, "accounts": 4, "members": 3, "depth": 1, "q": 0.001}
            | {"first_member_delay": 60.0, "median_delay": 61.0, "half_time": 60.0}
        ],
        "roles": [
            {"subject": RING, "account_id": account, "role": role, "confidence": 0.8}
            | {"reason": "It does.", "seeded": 1, "followed": 2, "commented": 0, "provoked": 0}
            for account, role in (("x:ann", "author"), ("x:bob", "amplifier"))
        ],
        "follows": [
            {"subject": RING, "leader": "x:ann", "follower": "x:bob", "times": 3}
            | {"median_delay": 9.0, "expected": 0.1, "q": 0.001}
        ],
        "reach": [
            {"subject": RING, "measure": "reposts", "object": "x:8", "total": 2.0, "own": 2.0}
            | {"without": 0.0, "low": 0.0, "high": 0.0, "how": "counted in the collection"}
        ],
        "changes": [
            {"subject": subject, "at": start, "before": 0.0, "after": 4.0, "p": 0.001}
            for subject in (RING, run_id)
        ],
        "fake_signs": [
            {"subject": RING, "sign": "client", "value": "robot", "known": 3, "members": 3}
            | {"p": 0.004, "striking": True, "limits": "phones have few clients", **ratio}
        ],
        "techniques": [
            {"subject": RING, "technique": "T0084.001", "name": "Use Copypasta"}
            | {"rule": "copies", "confidence": "high", "reason": "3 copies.", "evidence": "[]"}
        ],
    }
