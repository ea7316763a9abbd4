"""What is kept of texts for the next run changes no byte of it, and a purge takes it away."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from detection.detect import detect
from detection.options import Options
from detection.question.period import EPOCH, MICROSECOND, Period
from detection.relations import open_relations
from detection.text import kept
from detection.text.forms import Forms, forms_of
from detection.text.kept import KeptTexts, cache_of, folder_of
from detection.text.minhash import sign
from marionet.progress import SILENT
from retraction.retract import retract
from vault import Batch, Run, Vault
from vault.schema import CANONICAL, RUN
from vault.tables import Tables

START = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = ("brake", "factory", "wheel", "sunday", "garden", "letter", "harbour", "window", "colour")


def posts() -> list[dict[str, Any]]:
    """Six days of texts: manuscripts that go on from day to day, chatter, and texts of nothing."""
    dice = random.Random(0)
    manuscripts = [" ".join(dice.choices(WORDS, k=14)) + f" {n}" for n in range(9)]
    rows: list[dict[str, Any]] = []
    for n in range(900):
        one = dice.random()
        text = (
            dice.choice(manuscripts) + dice.choice(("!", " #tag", " so", "")) if one < 0.4 else ""
        )
        text = " ".join(dice.choices(WORDS, k=dice.choice((3, 20)))) if 0.4 <= one < 0.9 else text
        rows.append(
            {"post_id": f"x:p{n:05}", "platform": "weibo", "account_id": f"x:a{n % 70:03}",
             "created_at": START + timedelta(minutes=9 * n), "kind": "original", "text": text,
             "source": "0" * 64, "offset": n + 1}
        )  # fmt: skip
    rows[5]["text"] = "long " * 2000
    return rows


def load(vault: Vault, rows: list[dict[str, Any]]) -> None:
    with vault.begin_batch("test") as batch:
        batch.write("posts", pa.Table.from_pylist(rows, schema=CANONICAL["posts"]))
        batch.commit(
            collection="default", sources=["0" * 64], names=["test.jsonl"],
            format="interchange", duplicates=0, rejects=0, options={},
        )  # fmt: skip


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A batch for each of three pairs of days."""
    vault = Vault(tmp_path / "vault")
    for first in range(0, 900, 300):
        load(vault, posts()[first : first + 300])
    return vault


def read(vault: Vault, batches: list[Batch], period: Period | None = None) -> Forms:
    with vault.scratch("test") as scratch, open_relations(scratch) as relations:
        return KeptTexts(relations.backend, vault, batches, period).forms()


def digests(run: Run) -> dict[str, str]:
    return {name: hashlib.sha256(run.path(name).read_bytes()).hexdigest() for name in RUN}


def test_forms_from_the_cache_are_those_of_the_posts(vault: Vault, tmp_path: Path) -> None:
    with open_relations(tmp_path) as relations:
        direct = forms_of(Tables(relations.backend, vault, vault.batches()).table("posts"))
    for _ in ("made", "kept"):
        found = read(vault, vault.batches())
        assert found.rows.equals(direct.rows)
        assert np.array_equal(found.number, direct.number)
        assert found.forms.equals(direct.forms)
        assert (found.texts, found.long) == (direct.texts, direct.long) == (900, 1)
        chosen = np.flatnonzero(direct.comparable)
        assert found.signatures is not None
        assert np.array_equal(found.signatures[chosen], sign(direct.forms, chosen))


def test_a_new_day_costs_its_own_texts_only(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    read(vault, vault.batches())
    load(vault, [{**row, "post_id": row["post_id"] + "n"} for row in posts()[:50]])
    made: list[int] = []
    own_forms = kept.own_forms

    def counted(table: Any) -> pa.Table:
        rows = own_forms(table)
        made.append(rows.num_rows)
        return rows

    monkeypatch.setattr(kept, "own_forms", counted)
    assert read(vault, vault.batches()).texts == 950
    assert made == [50]


def test_a_run_has_the_same_bytes_with_and_without_the_cache(vault: Vault) -> None:
    made = digests(detect(vault, "default", Options(), SILENT))
    assert len(list(cache_of(vault).iterdir())) == 3
    known = digests(detect(vault, "default", Options(), SILENT, again=True))
    vault.drop_cache()
    without = digests(detect(vault, "default", Options(), SILENT, again=True, keep=False))
    assert made == known == without
    assert not vault.cache.exists()


def test_a_period_takes_its_part_of_what_was_kept(vault: Vault) -> None:
    noon = (START + timedelta(days=3) - EPOCH) // MICROSECOND
    assert read(vault, vault.batches(), Period(None, noon)).texts == 480
    assert len(list(cache_of(vault).iterdir())) == 2  # the third begins later
    assert read(vault, vault.batches(), Period(noon, None)).texts == 420


def test_other_code_makes_everything_anew_and_leaves_nothing_old(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(vault, vault.batches())
    before = set(cache_of(vault).iterdir())
    monkeypatch.setattr(kept, "_code", lambda: "other")
    read(vault, vault.batches())
    after = set(cache_of(vault).iterdir())
    assert after == {folder_of(vault, batch) for batch in vault.batches()}
    assert not before & after


def test_a_purge_takes_away_what_was_kept(vault: Vault) -> None:
    read(vault, vault.batches())
    retract(vault, "x:a003", reason="asked", by="test", from_graph=lambda *_: None, progress=SILENT)
    assert not vault.cache.exists()
    found = read(vault, vault.batches())
    assert "x:a003" not in found.rows["account_id"].to_pylist()
