"""Where there is no watch list: words that a ring uses far more than others, to begin one with."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.targets.counts import count_days
from campaign.targets.shares import LEAST, Organic, Share, compare
from campaign.targets.targets import MAX_Q, members_among
from campaign.targets.terms import CHARACTERS, HASHTAG, WORD, find_terms
from campaign.watchlist.form import searched_forms
from campaign.watchlist.mentions import find_mentions
from campaign.watchlist.model import Entity, Watchlist
from detection.arrays import Flags
from detection.significance import q_values
from vault.study_schema import STUDY

SHOWN: Final = 6
"""Terms of each kind that are proposed of one subject."""
MAX_RINGS: Final = 40
"""Rings whose words are looked at, the largest first."""
READ: Final = 400
"""Texts of a ring that are looked at, spread over its members."""
SAMPLE: Final = 100_000
"""Posts of organic accounts that are compared, about."""
FAR_MORE: Final = 3.0
"""What the lower end of the ratio must exceed."""
_HAN: Final = r"[\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}]"


def propose(texts: pa.Table, subjects: pa.Table) -> pa.Table:
    """Return the table `proposals`: for each subject at most SHOWN terms of a kind.

    Those that most members use come first. A term is compared among posts of its own script: in a
    Chinese collection every English word of a ring would be rare. Of organic accounts, a sample is
    compared where they have more than SAMPLE posts: whole accounts, evenly over their ids.

    Args:
        texts: Columns post_id, account_id, at, text: the own words of posts.
        subjects: Columns subject, account_id; whoever is in none is organic.
    """
    kinds: dict[str, str] = {}
    for members in _largest(subjects):
        kinds |= {
            term: kind for term, kind in _terms_of(texts, members).items() if term not in kinds
        }
    rows: list[dict[str, Any]] = []
    texts = _sampled(texts, subjects)
    chinese = np.asarray(pc.match_substring_regex(texts["text"], _HAN).to_numpy(), dtype=np.bool_)
    for script in (chinese, ~chinese):
        wanted = {t: k for t, k in kinds.items() if _is_chinese(t, k) == (script is chinese)}
        if wanted and script.any():
            rows += _compared(texts.filter(pa.array(script)), wanted, subjects)
    rows.sort(key=lambda row: (*_group(row), -row["members"], -row["low"], row["term"]))
    shown = [row for _key, of in groupby(rows, key=_group) for row in list(of)[:SHOWN]]
    return pa.Table.from_pylist(shown, schema=STUDY["proposals"])


def _sampled(texts: pa.Table, subjects: pa.Table) -> pa.Table:
    """Return the texts of members, and those of every n-th organic account."""
    flagged = _flagged(texts["account_id"].combine_chunks(), subjects)
    step = 1 + int((~flagged).sum()) // SAMPLE
    if step == 1:
        return texts
    accounts = sorted(pc.unique(texts["account_id"].filter(pa.array(~flagged))).to_pylist())
    chosen = pc.is_in(texts["account_id"], pa.array(accounts[::step], pa.string()))
    return texts.filter(pc.or_(chosen, pa.chunked_array([flagged])))


def _group(row: dict[str, Any]) -> tuple[str, int]:
    return row["subject"], (HASHTAG, WORD, CHARACTERS).index(row["kind"])


def _is_chinese(term: str, kind: str) -> bool:
    return kind == CHARACTERS or any("\u3400" <= c <= "\u9fff" for c in term)


def _largest(subjects: pa.Table) -> list[pa.Array]:
    """Return the members of the largest subjects."""
    sizes = subjects.group_by("subject").aggregate([([], "count_all")]).to_pylist()
    sizes.sort(key=lambda row: (-row["count_all"], row["subject"]))
    return [
        subjects.filter(pc.equal(subjects["subject"], row["subject"]))[
            "account_id"
        ].combine_chunks()
        for row in sizes[:MAX_RINGS]
    ]


def _terms_of(texts: pa.Table, members: pa.Array) -> dict[str, str]:
    """Return the terms in some texts of members: the first of each member, then the second."""
    said = texts.filter(pc.is_in(texts["account_id"], members)).select(
        ["account_id", "post_id", "text"]
    )
    said = said.sort_by([("account_id", "ascending"), ("post_id", "ascending")])
    who = said["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    turn = np.arange(who.size) - np.searchsorted(who, who)
    order = np.lexsort((who, turn))[: 4 * READ]
    forms = pc.unique(searched_forms(said["text"].take(order).combine_chunks()).cased)
    return find_terms(forms.to_pylist()[:READ])


def _compared(texts: pa.Table, kinds: dict[str, str], subjects: pa.Table) -> list[dict[str, Any]]:
    """Return rows of the terms that a subject uses far more than organic accounts."""
    terms = tuple(Entity(term, term, "term", aliases=(term,)) for term in kinds)
    counts = count_days(texts, find_mentions(texts, Watchlist(entities=terms)))
    ids: list[str] = counts.entities.to_pylist()
    organic = Organic(counts, ~_flagged(counts.accounts, subjects))
    shares = [
        (subject, share)
        for subject, members in members_among(subjects, counts)
        for share in compare(members, counts, organic)
    ]
    p = np.array([1.0 if share.p is None else share.p for _subject, share in shares])
    return [
        _row(subject, share, q, ids[share.entity], kinds[ids[share.entity]])
        for (subject, share), q in zip(shares, q_values(p, p.size).tolist(), strict=True)
        if share.low is not None and share.low > FAR_MORE and q <= MAX_Q and share.namers >= LEAST
    ]


def _flagged(accounts: pa.Array, subjects: pa.Table) -> Flags:
    found: Any = pc.is_in(accounts, subjects["account_id"].combine_chunks())
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _row(subject: str, share: Share, q: float, term: str, kind: str) -> dict[str, Any]:
    return {
        "subject": subject,
        "term": term,
        "kind": kind,
        "members": share.namers,
        "posts": share.naming,
        "share": share.share,
        "organic_posts": share.organic_naming,
        "organic_share": share.organic_share,
        "low": share.low,
        "q": q,
    }
