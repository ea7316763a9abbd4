"""Words of a person in the findings of a run: what bursts are called, what reasons quote of it.

What bursts are called is made of texts: their beginning on one line, their normal form, a passage
of it. A label goes where it stands in a text of the person and in no post that is still in the
burst: what others wrote as well stays the evidence against them. The same holds for what handles
have in common: it goes when no account of the vault has it any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from retraction.rows import REMOVED, Eraser
from vault import Run, Vault

pc: Any = pyarrow.compute  # it declares its functions at run time only

_CUT = "…"
_BREAK = "\0"


class RunWords:
    """Takes the words of one person out of the tables of runs.

    Args:
        vault: Its batches no longer hold the person.
        eraser: Whose words go.
    """

    def __init__(self, vault: Vault, eraser: Eraser) -> None:
        self._vault = vault
        self._eraser = eraser

    def without(self, run: Run, table: str, rows: pa.Table) -> pa.Table:
        """Return rows that do not hold its words; the same object where none do."""
        if table == "signs":
            return self._signs(rows)
        if table not in ("bursts", "rings"):
            return rows
        own = self._own(run)
        if not own:
            return rows
        if table == "bursts":
            ids, labels = rows["burst_id"].to_pylist(), rows["label"].to_pylist()
            pairs = zip(ids, labels, strict=True)
            return _with(rows, "label", [REMOVED if b in own else label for b, label in pairs])
        for column in ("reason", "against"):
            told = [_unquoted(text, own.values()) for text in rows[column].to_pylist()]
            rows = _with(rows, column, told)
        return rows

    def _own(self, run: Run) -> Mapping[str, str]:
        """Return burst -> label, of the bursts whose labels are words of the person alone."""
        bursts = run.read("bursts").select(["burst_id", "object_id", "label"]).to_pylist()
        person = self._eraser.person
        posts = {form for post in person.posts for form in (post, self._eraser.pseudonym(post))}
        words = self._words
        found = {
            b["burst_id"]: b["label"] for b in bursts if b["label"] and b["object_id"] in posts
        }
        near = {
            b["burst_id"]: b["label"]
            for b in bursts
            if b["label"] and words and b["label"].strip(_CUT) in words
        }
        left = self._texts_left(run, near)
        found |= {b: label for b, label in near.items() if label.strip(_CUT) not in left.get(b, "")}
        return {burst: label for burst, label in found.items() if label != REMOVED}

    @cached_property
    def _words(self) -> str:
        return _forms(sorted(self._eraser.person.texts))

    def _texts_left(self, run: Run, bursts: Mapping[str, str]) -> dict[str, str]:
        """Return burst -> what is written in its posts that are still there, in all forms."""
        if not bursts:
            return {}
        rows = run.read("burst_posts", [("burst_id", "in", sorted(bursts))])
        wanted = pc.unique(rows["post_id"])
        texts: dict[str, str] = {}
        for part in self._vault.parts("posts", self._vault.batches()):
            posts = pq.read_table(part, columns=["post_id", "text"])
            posts = posts.filter(pc.is_in(posts["post_id"], value_set=wanted))
            for post, text in zip(
                *(posts[n].to_pylist() for n in ("post_id", "text")), strict=True
            ):
                texts[post] = text or ""
        written: dict[str, list[str]] = {}
        for row in rows.select(["burst_id", "post_id"]).to_pylist():
            if row["post_id"] in texts:
                written.setdefault(row["burst_id"], []).append(texts[row["post_id"]])
        return {burst: _forms(found) for burst, found in written.items()}

    def _signs(self, rows: pa.Table) -> pa.Table:
        values: list[str | None] = rows["value"].to_pylist()
        # a stem ends where the digits of the handles begin
        stems = {value for value in values if value and value.endswith(_CUT)}
        gone = {stem for stem in stems if not self._begins(stem.removesuffix(_CUT))}
        return _with(rows, "value", [REMOVED if value in gone else value for value in values])

    def _begins(self, stem: str) -> bool:
        """Whether a handle or name in the vault begins so."""
        return any(name.startswith(stem) for name in self._names)

    @cached_property
    def _names(self) -> frozenset[str]:
        names: set[str] = set()
        for part in self._vault.parts("accounts", self._vault.batches()):
            rows = pq.read_table(part, columns=["handle", "name"])
            for column in rows.column_names:
                trimmed = pc.utf8_trim_whitespace(pc.utf8_lower(rows[column]))
                names.update(name for name in pc.unique(trimmed).to_pylist() if name)
        return frozenset(names)


def _with(rows: pa.Table, column: str, values: list[str | None]) -> pa.Table:
    if values == rows[column].to_pylist():
        return rows
    place = rows.schema.get_field_index(column)
    return rows.set_column(place, rows.schema.field(place), pa.array(values, pa.string()))


def _forms(texts: list[str]) -> str:
    """Return texts on one line and in normal form, so that labels can be looked for in them."""
    if not texts:
        return ""
    from detection.text.normal_form import normal_form  # not for a load that purges nobody

    plain = (" ".join(text.split()) for text in texts)
    normal = normal_form(pa.array(texts, pa.string())).to_pylist()
    return _BREAK.join((*plain, *(form for form in normal if form)))


def _unquoted(text: str | None, labels: Iterable[str]) -> str | None:
    """Return a reason that does not quote these labels, however it shortened them."""
    if not text:
        return text
    from detection.run.reasons import LABEL_LENGTH

    for label in labels:
        shown = " ".join("".join(c if c.isprintable() else " " for c in label).split())
        for quoted in (shown, shown[: LABEL_LENGTH - 1] + _CUT):
            text = text.replace(f"“{quoted}”", f"“{REMOVED}”")
    return text
