"""The section on comparison."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from campaign.figures import chance_of, minute, plural, share, times
from campaign.part import Findings
from campaign.section import Bars, Block, Column, Grid, Section

MOST_ROWS: Final = 20
MOST_EXAMPLES: Final = 10
CONVINCING_Q: Final = 0.01

LIMITS: Final = (
    "Only sentences that name both sides and say it in a known pattern are found, in Chinese and "
    "English; sarcasm, pictures and comparisons spread over several sentences are not.",
    "Products count as their brand. Honest customers compare too: what speaks for an order is how "
    "often, in which words and by whom, never a single sentence.",
    "Whether a comparison is false is not decided here: it says who set what under what.",
)

_Row = dict[str, Any]


def tell(findings: Findings, subject: str) -> Section | None:
    """Tell what members of a subject set under what; None where they compare nothing."""
    said = _of_subject(findings, subject)
    if not said:
        return None
    names: dict[str, str] = {
        str(row["entity_id"]): str(row["name"]) for row in findings.rows("entities")
    }
    shares: list[_Row] = sorted(
        findings.rows("comparison_shares", subject),
        key=lambda row: (-int(str(row["comparing"])), str(row["better"]), str(row["worse"])),
    )
    claims = _claims(findings, subject)
    blocks: list[Block] = [
        *([_shares_grid(shares, names)] if shares else []),
        _by_day(said, names),
        *([_claims_grid(claims, names)] if claims else []),
        _examples(said, names),
    ]
    told = [_most(shares, names, said), *map(_against, shares[:1]), *_recurring(claims)]
    return Section(tuple(told), tuple(blocks), LIMITS, told[0])


def _of_subject(findings: Findings, subject: str) -> list[_Row]:
    """Return the comparisons that members of a ring, or of any ring, made."""
    if subject == findings.run.run_id:
        rows: list[_Row] = findings.rows("comparisons")
        return [row for row in rows if row["subject"] is not None]
    members = {str(row["account_id"]) for row in _members(findings, subject)}
    return [row for row in findings.rows("comparisons") if row["account_id"] in members]


def _members(findings: Findings, subject: str) -> list[_Row]:
    filters = [("ring_id", "=", subject)]
    return findings.run.read("members", filters).select(["account_id"]).to_pylist()


def _claims(findings: Findings, subject: str) -> list[_Row]:
    """Return the recurring claims of a subject with what is known of each; the most told first."""
    of_claim: dict[object, _Row] = {row["claim_id"]: row for row in findings.rows("claims")}
    own: list[_Row] = findings.rows("ring_claims", subject)
    joined = [
        {**of_claim[row["claim_id"]], "own": row["posts"], "share": row["share"]} for row in own
    ]
    return sorted(joined, key=lambda row: (-row["own"], row["claim_id"]))


def _most(shares: list[_Row], names: dict[str, str], said: list[_Row]) -> str:
    accounts = len({each["account_id"] for each in said})
    in_all = (
        f"Members set one watched name under another in "
        f"{plural(len({each['post_id'] for each in said}), 'post')} of "
        f"{plural(accounts, 'account')}"
    )
    if not shares:
        return f"{in_all}, all on days without a post of an organic account."
    row = shares[0]
    return (
        f"{in_all}; {'most often' if len(shares) > 1 else 'always'} "
        f"{names.get(row['worse'], row['worse'])} under "
        f"{names.get(row['better'], row['better'])}: {plural(row['comparing'], 'post')}, "
        f"{share(row['share'])} of their {row['posts']:,} with words of their own."
    )


def _against(row: _Row) -> str:
    organic = (
        f"Organic accounts did so in {share(row['organic_share'])} of their posts on those days"
    )
    if row["q"] is None:
        return f"{organic}; too few accounts compare to say how much more often members do."
    q = chance_of("q", row["q"])
    low, high = times(row["low"]), "any number" if row["high"] is None else times(row["high"])
    if row["ratio"] is None:
        return f"{organic}: no post does; members do it at least {low} times as often."
    if row["q"] > CONVINCING_Q or row["low"] <= 1:
        return f"{organic}, members {low} to {high} times as often: no clear difference ({q})."
    return f"{organic}, members {times(row['ratio'])} times as often ({low} to {high}, {q})."


def _recurring(claims: list[_Row]) -> list[str]:
    if not claims:
        return ["No claim recurs in nearly the same words."]
    top = claims[0]
    where = (
        "an organic account"
        if top["first_subject"] is None
        else f"a member of the ring {top['first_subject']}"
    )
    return [
        f"{plural(len(claims), 'claim recurs', 'claims recur')} in nearly the same words. The most "
        f"frequent stands in {plural(top['own'], 'post')} of members, {share(top['share'])} of all "
        f"that make it; first of all it was made by {where} ({top['first_account']}, "
        f"{minute(top['first'])})."
    ]


def _shares_grid(shares: list[_Row], names: dict[str, str]) -> Grid:
    columns = (
        Column("better", "Set above"),
        Column("worse", "Set under"),
        Column("comparing", "Posts", "count"),
        Column("share", "Of members' posts", "share"),
        Column("organic_share", "Of organic posts", "share"),
        Column("ratio", "Ratio", "ratio"),
        Column("low", "Ratio, at least", "ratio"),
        Column("high", "Ratio, at most", "ratio"),
        Column("q", "q", "p"),
    )
    rows = tuple(
        (
            names.get(row["better"], row["better"]),
            names.get(row["worse"], row["worse"]),
            *(row[column.name] for column in columns[2:]),
        )
        for row in shares[:MOST_ROWS]
    )
    return Grid("Who is set under whom", columns, rows, len(shares))


def _by_day(said: list[_Row], names: dict[str, str]) -> Bars:
    """Return the posts of each day, for the pairs that are compared most."""
    days = Counter((_day(row["at"]), row["better"], row["worse"]) for row in said)
    pairs = Counter((row["better"], row["worse"]) for row in said).most_common(3)
    labels = tuple(sorted({day for day, _better, _worse in days}))
    series = {
        f"{names.get(worse, worse)} under {names.get(better, better)}": tuple(
            float(days[day, better, worse]) for day in labels
        )
        for (better, worse), _count in pairs
    }
    return Bars("Comparisons by members, by day", labels, series)


def _claims_grid(claims: list[_Row], names: dict[str, str]) -> Grid:
    columns = (
        Column("text", "Claim, as first made"),
        Column("better", "Set above"),
        Column("worse", "Set under"),
        Column("own", "Posts of members", "count"),
        Column("posts", "Posts of all", "count"),
        Column("first", "First made", "time"),
        Column("first_account", "By", "account"),
        Column("first_post", "In", "post"),
        Column("first_subject", "Ring of that account", "ring"),
    )
    rows = tuple(
        tuple(
            names.get(row[c.name], row[c.name]) if c.name in ("better", "worse") else row[c.name]
            for c in columns
        )
        for row in claims[:MOST_ROWS]
    )
    return Grid("Claims that recur", columns, rows, len(claims))


def _examples(said: list[_Row], names: dict[str, str]) -> Grid:
    columns = (
        Column("words", "Words"),
        Column("post_id", "Post", "post"),
        Column("account_id", "Account", "account"),
        Column("at", "Time", "time"),
        Column("rule", "Found by the pattern"),
    )
    shown: dict[str, _Row] = {}
    for row in said:
        shown.setdefault(row["rule"], row)
    rest = [row for row in said if row is not shown[row["rule"]]]
    chosen = [*shown.values(), *rest][:MOST_EXAMPLES]
    rows = tuple(tuple(row[column.name] for column in columns) for row in chosen)
    return Grid("Examples", columns, rows, len(said))


def _day(at: datetime) -> str:
    return at.date().isoformat()
