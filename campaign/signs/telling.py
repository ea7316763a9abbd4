"""The signs of one subject in words and tables."""

from __future__ import annotations

from typing import Any, Final

from campaign.figures import chance_of, plural, share, times
from campaign.part import Findings
from campaign.section import Column, Grid, Section
from campaign.signs.looking import is_striking, signs

LIMITS: Final = (
    "A sign is weak evidence: each of them has innocent bearers, and none decides about an account "
    "or a ring. What the ring is rests on what its members did together.",
    "Organic accounts are those of the collection, on the members' platforms, that are in no ring; "
    "some of them may be fake. Of a ring on several platforms the mixture may differ.",
    "Signs that members share are searched for: their p is corrected for the values looked at, "
    "their ratio is not, and is rather too high.",
)
_SHARES: Final = (
    Column("members", "Members", "count"),
    Column("known", "Of so many known", "count"),
    Column("share", "Share", "share"),
    Column("organic_share", "Share of organic accounts", "share"),
    Column("ratio", "Ratio", "ratio"),
    Column("low", "Ratio, at least", "ratio"),
    Column("high", "Ratio, at most", "ratio"),
    Column("p", "p", "p"),
)
COLUMNS: Final = (Column("sign", "Sign"), *_SHARES, Column("limits", "Who has it innocently"))
VALUES: Final = (Column("sign", "Sign"), Column("value", "What they share"), *_SHARES)


def tell(findings: Findings, subject: str) -> Section | None:
    """Return the section of a subject; None where no sign is known of enough members."""
    rows = findings.rows("fake_signs", subject)
    whole: list[dict[str, Any]] = [row for row in rows if row["value"] is None]
    values: list[dict[str, Any]] = [row for row in rows if row["value"] is not None]
    if not whole:
        return None
    striking = sorted(filter(is_striking, whole), key=lambda row: -row["low"])
    sentences = [_sentence(row, values) for row in striking]
    told = [sentence for sentence in (*sentences, _rest(whole, striking)) if sentence]
    blocks = [Grid("Signs of fake accounts", COLUMNS, _cells(whole, COLUMNS))]
    if values:
        blocks.append(Grid("What members share", VALUES, _cells(values, VALUES)))
    return Section(tuple(told), tuple(blocks), LIMITS, sentences[0] if sentences else "")


def _sentence(row: dict[str, Any], values: list[dict[str, Any]]) -> str:
    sign = next(sign for sign in signs() if sign.name == row["sign"])
    mine = [one["value"] for one in values if one["sign"] == row["sign"]][:3]
    such = f" ({', '.join(mine)})" if mine else ""
    seen = (
        f"{share(row['share'])} of the members ({row['members']:,} of {row['known']:,} of whom it "
        f"is known) {sign.told}{such}"
    )
    if row["ratio"] is None:
        return (
            f"{seen}; of {row['organic_known']:,} organic accounts none: at least "
            f"{times(row['low'])} times as often ({chance_of('p', row['p'])})."
        )
    return (
        f"{seen}; of organic accounts {share(row['organic_share'])}: {times(row['ratio'])} times "
        f"as often ({times(row['low'])} to {times(row['high'])}, {chance_of('p', row['p'])})."
    )


def _rest(whole: list[dict[str, Any]], striking: list[dict[str, Any]]) -> str:
    without = len(signs()) - len(whole)
    alone = sum(row["p"] is None for row in whole)
    others = len(whole) - len(striking) - alone
    compared = f"Of {others} {'further ' if striking else ''}signs none is clearly more frequent"
    if others == 1:
        compared = f"One {'further ' if striking else ''}sign is not clearly more frequent"
    parts = [f"{compared} than among organic accounts"] if others else []
    if alone:
        parts.append(f"for {alone} there are too few organic accounts to compare with")
    if without:
        verb = "is" if without == 1 else "are"
        parts.append(f"{plural(without, 'sign')} {verb} known of too few members")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _cells(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> tuple[tuple[Any, ...], ...]:
    titles = {sign.name: sign.title for sign in signs()}
    named = ({**row, "sign": titles.get(row["sign"], row["sign"])} for row in rows)
    return tuple(tuple(row[column.name] for column in columns) for row in named)
