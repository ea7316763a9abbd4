"""What the words of the copies tell: marks, how many are word for word, how the others differ."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from detection.arrays import Flags, Ints, ints, starts_of
from detection.relations import Relations
from detection.text.forms import MAX_CHARACTERS
from detection.text.normal_form import normal_form
from manuscripts.kinds.marks import MARKS, QUOTED_CHAIN
from manuscripts.kinds.variants import variation
from marionet.comparable import comparable_texts
from vault.tables import Tables

MOST_COPIES: Final = 200
"""Copies of a manuscript whose words are read, evenly over time: a share of them is known to 3.5
percentage points (one standard error) at worst."""


def wording(relations: Relations, tables: Tables, copies: pa.Table) -> pa.Table:
    """Return one row for each manuscript whose copies have words, by manuscript_id.

    Args:
        relations: Where the steps run.
        tables: The canonical tables.
        copies: Columns manuscript_id, post_id, at.

    Returns:
        manuscript_id; read: copies that were read; length: median bytes of their normal forms;
        identical: largest share with one normal form; repeated: share whose normal form another
        copy has as well; wordings, sites, novelty, core: see variants.Variation; titles: different
        titles per copy that has one; for each mark of `MARKS` the share of the copies that has it.
    """
    rows = _read(relations, tables, copies)
    own = pc.replace_substring_regex(
        comparable_texts(rows["text"].combine_chunks()), QUOTED_CHAIN, ""
    )
    begins = starts_of(
        rows["manuscript_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    )
    group = np.cumsum(begins) - 1
    size = np.bincount(group)
    table: dict[str, Any] = {
        "manuscript_id": rows["manuscript_id"].filter(pa.array(begins)),
        "read": size,
    }
    table |= _forms(normal_form(rows["text"].combine_chunks()), group, size)
    lower = pc.utf8_lower(own)
    for mark, patterns in MARKS.items():
        table[mark] = np.bincount(group, _has(lower, patterns)) / size
    table["titles"] = _titles(lower, group)
    return pa.table(table)


def _read(relations: Relations, tables: Tables, copies: pa.Table) -> pa.Table:
    """Return manuscript_id, text of a sample of the copies: by manuscript_id, at, post_id."""
    keys = [("manuscript_id", "ascending"), ("at", "ascending"), ("post_id", "ascending")]
    ordered = copies.select(["manuscript_id", "post_id", "at"]).sort_by(keys).combine_chunks()
    chosen = ordered.take(pa.array(_sample(ordered["manuscript_id"])))
    chosen = chosen.append_column("row", pa.array(np.arange(chosen.num_rows)))
    posts: Any = tables.table("posts").filter(_.text.notnull())
    posts = posts.select("post_id", text=_.text.substr(0, MAX_CHARACTERS))
    joined = relations.rows(chosen.drop_columns(["at"])).join(posts, "post_id")
    return relations.run(joined.order_by("row").select("manuscript_id", "text"))


def _sample(manuscript: pa.ChunkedArray) -> Ints:
    """Return the rows to read, at most MOST_COPIES of each group of rows."""
    codes = manuscript.combine_chunks().dictionary_encode().indices.to_numpy()
    first = np.flatnonzero(starts_of(codes))
    many = np.diff(np.append(first, codes.size))
    taken = np.minimum(many, MOST_COPIES)
    place = np.arange(taken.sum()) - np.repeat(np.cumsum(taken) - taken, taken)
    return np.repeat(first, taken) + place * np.repeat(many, taken) // np.repeat(taken, taken)


def _forms(forms: pa.Array, group: Ints, size: Ints) -> dict[str, npt.NDArray[Any]]:
    """Return what the normal forms of each group tell."""
    coded = pa.table({"group": group, "form": forms.dictionary_encode()})
    coded = coded.set_column(1, "form", coded["form"].combine_chunks().indices.cast(pa.int64()))
    counted = coded.group_by(["group", "form"]).aggregate([([], "count_all")])
    counted = counted.sort_by([("group", "ascending"), ("form", "ascending")])
    of, form, n = (ints(counted, name) for name in ("group", "form", "count_all"))
    first = np.flatnonzero(starts_of(of))
    dictionary = forms.dictionary_encode().dictionary
    found = variation(
        dictionary.take(pa.array(form)).cast(pa.large_string()), np.append(first, of.size)
    )
    length = ints(pa.table({"n": pc.binary_length(forms)}), "n")
    return {
        "length": _medians(length, group),
        "forms": np.diff(np.append(first, of.size)),
        "identical": np.maximum.reduceat(n, first) / size if first.size else np.zeros(0),
        "repeated": np.bincount(of, np.where(n > 1, n, 0)) / size,
        "wordings": found.wordings,
        "sites": found.sites,
        "novelty": found.novelty,
        "core": found.core,
    }


def _medians(values: Ints, group: Ints) -> Ints:
    """Return the lower median of each group; groups are rows in a row."""
    order = np.lexsort((values, group))
    first = np.flatnonzero(starts_of(group))
    many = np.diff(np.append(first, group.size))
    return values[order][first + (many - 1) // 2]


def _has(texts: pa.Array, patterns: tuple[str, ...]) -> Flags:
    found = pc.match_substring_regex(texts, "|".join(f"(?:{p})" for p in patterns))
    return found.to_numpy(zero_copy_only=False).astype(np.float64)


def _titles(texts: pa.Array, group: Ints) -> npt.NDArray[np.float64]:
    """Return how many different titles there are for each copy that has one, 0 where none has."""
    found = pc.extract_regex(texts, r"(?P<title>【[^】]{4,60}】|《[^》]{3,60}》|「[^」]{6,}」)")
    title = pc.struct_field(found, "title").dictionary_encode()
    here = title.is_valid().to_numpy(zero_copy_only=False)
    code = title.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    groups = int(group.max(initial=-1)) + 1
    pairs = np.unique(np.stack((group[here], code[here])), axis=1)
    several = np.bincount(pairs[0].astype(np.int64), minlength=groups)
    return several / np.maximum(1, np.bincount(group[here], minlength=groups))
