"""Explanations as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from detection.explain.account import ExplainedAccount, Trace
from detection.explain.pair import ExplainedPair, Meeting
from detection.explain.reading import Row, plain
from detection.explain.ring import ExplainedRing
from detection.explain.shown import ShownBurst, ShownPost
from detection.run.reasons import WORDS
from detection.support.signs import in_words

WIDTH = 100


def ring_lines(ring: ExplainedRing) -> Iterator[str]:
    """Yield the explanation of a ring."""
    what = "ring" if ring.tier == "ring" else "audience-like, not called a ring"
    known = f", known as {ring.name}" if ring.name not in (None, ring.ring_id) else ""
    yield f"{ring.ring_id}: {what}, {_several(ring.accounts, 'account')} ({ring.run}){known}"
    yield ""
    yield _paragraph(ring.reason)
    if ring.against:
        yield "\nWhat speaks against it"
        yield _paragraph(ring.against)
    if ring.overlaps or ring.parts:
        yield "\nRings that used the same"
        yield from (_overlap(row, ring.parent) for row in ring.overlaps)
        yield from (
            f"  {row['ring_id']}: of {row['pieces']:,} pieces that its members took part in "
            f"together, {row['common']:,} are about what this ring used as well"
            for row in ring.parts
        )
    yield "\nStrongest evidence (one burst of each independent piece)"
    for burst in ring.strongest:
        yield from _burst(burst)
    if ring.signs:
        yield "\nSigns of fake accounts (these support, they do not prove)"
        yield from (f"  {plain(in_words(row), 400)}" for row in ring.signs)
    if ring.nearest:
        yield "\nPairs that are least by chance (chosen for being near: see `marionet explain A B`)"
        yield from (
            f"  {e['account_a']}  {e['account_b']}  {e['shared']:,} pieces together, "
            f"p = {_p(e['p'])}"
            for e in ring.nearest
        )
    yield "\nMembers with least evidence: look at these first"
    yield from (
        f"  {m['account_id']}  {_several(m['hits'], 'piece')} of evidence{_of(m)}, q = {_p(m['q'])}"
        for m in ring.weakest
    )


def account_lines(account: ExplainedAccount) -> Iterator[str]:
    """Yield the explanation of an account, flagged or not."""
    name = f" (@{account.handle})" if account.handle else ""
    yield f"{account.account_id}{name}, as the run {account.run} saw it"
    yield ""
    yield _paragraph(_verdict(account))
    if account.candidates:
        yield "\nNearest candidates"
        yield from (_candidate(row) for row in account.candidates)
    if account.traces:
        rest = account.pieces - len(account.traces)
        more = f" ({rest:,} more: --most)" if rest > 0 else ""
        yield f"\nStrongest traces{more}"
        for trace in account.traces:
            yield from _trace(trace)
    if account.nearest:
        yield "\nNearest co-members"
        yield from (
            f"  {e['other']}  {e['shared']:,} pieces together, p = {_p(e['p'])}"
            for e in account.nearest
        )


def pair_lines(pair: ExplainedPair) -> Iterator[str]:
    """Yield the explanation of a pair."""
    yield f"{pair.account_a} and {pair.account_b}, as the run {pair.run} saw them"
    yield ""
    yield _paragraph(_coincidence(pair))
    if pair.meetings:
        rest = pair.shared - len(pair.meetings)
        more = f" ({rest:,} more: --most)" if rest > 0 else ""
        yield f"\nWhere they met, the closest in time first{more}"
        for meeting in pair.meetings:
            yield from _meeting(meeting)


def _verdict(account: ExplainedAccount) -> str:
    ring = account.ring
    if ring is None:
        return _spared(account)
    what = "Listed as a member of the ring" if ring["tier"] == "ring" else "Seen in the audience"
    closing = "" if ring["tier"] == "ring" else " Nobody of an audience is flagged."
    posts = ""
    if ring["all_posts"]:
        posts = f"; {ring['posts']:,} of its {ring['all_posts']:,} posts are in the evidence"
    return (
        f"{what} {ring['ring_id']} of {_several(ring['accounts'], 'account')}. It took part in "
        f"{_several(ring['hits'], 'piece')} of its evidence{_of(ring)}{posts}. By chance an "
        f"account as busy does so with p = {_p(ring['p'])}; among all that are flagged at this "
        f"level the share of such chance is q = {_p(ring['q'])}.{closing}"
    )


def _spared(account: ExplainedAccount) -> str:
    if account.candidates:
        row = account.candidates[0]
        near = f"the finding {row['ring_id']}" if row["ring_id"] else "a group that became none"
        return f"Not flagged. What it did is nearest to {near}, but {row['why']}."
    if not account.kept:
        return "No finding lists it. This run is too old to tell more: detect once more."
    return (
        "Not flagged: nothing that it shared was in a burst whose accounts met elsewhere more "
        "often than chance allows."
    )


def _candidate(row: Row) -> str:
    name = row["ring_id"] or "(became no finding)"
    tested = "" if row["p"] is None else f", p = {_p(row['p'])}, q = {_p(row['q'])}"
    return (
        f"  {name}: took part in {_several(row['seen'], 'piece')} of evidence{_of(row)}, "
        f"{row['hits']:,} in members' company{tested}: {row['why']}"
    )


def _trace(trace: Trace) -> Iterator[str]:
    yield f"  {_kind(trace.signal)} “{trace.label}” ({trace.burst_id})"
    yield f"    {_post(trace.post)}"
    if trace.gap_s is None:
        yield f"    no other member among the {_several(trace.accounts, 'account')} of the burst"
        return
    yield (
        f"    {trace.members:,} of {_several(trace.accounts, 'account')} are members, "
        f"{trace.around:,} of the {trace.nearest:,} nearest in time; the next one, {trace.beside}, "
        f"{_gap(trace.gap_s, trace.post.exact_s)} away"
    )


def _coincidence(pair: ExplainedPair) -> str:
    if not pair.shared:
        return (
            "They did not meet in the evidence of any finding. What they shared elsewhere is no "
            "evidence, and a run does not keep it."
        )
    where = (
        "the ring " + pair.rings[0] if pair.one_ring else "the findings " + ", ".join(pair.rings)
    )
    begin = f"Both took part in {_several(pair.shared, 'piece')} of the evidence of {where}."
    if pair.p is None or pair.expected is None:
        return (
            f"{begin} This run did not keep what their chance is computed from: detect once more."
        )
    times = (
        "Their times are not exact enough to tell how close they were."
        if not any(m.told for m in pair.meetings) and pair.p_gaps == 1
        else f"Posting as close together as they did has p = {_p(pair.p_gaps)}, given when all "
        "accounts of the same bursts posted."
    )
    chosen = (
        " The pair was chosen to be drawn because it is near: a p-value as small is usual among "
        "chosen pairs of a ring."
        if pair.drawn
        else ""
    )
    return (
        f"{begin} Two accounts as busy ({pair.activity_a:,} and {pair.activity_b:,} pieces "
        f"anywhere) that have nothing to do with each other meet in {_amount(pair.expected)} of "
        f"them: p = {_p(pair.p_shared)}. {times} Both together: p = {_p(pair.p)}. That is no "
        "proof that they follow orders: friends and fans of the same thing meet more often than "
        f"chance, too.{chosen}"
    )


def _meeting(meeting: Meeting) -> Iterator[str]:
    close = (
        f"as close are {meeting.chance:.2g} of all pairs of its {meeting.accounts:,} accounts"
        if meeting.told
        else "times are not exact enough to say more"
    )
    exact = max(meeting.one.exact_s or 1, meeting.other.exact_s or 1)
    yield f"  {_kind(meeting.signal)} “{meeting.label}” ({meeting.burst_id})"
    yield f"    {_gap(abs(meeting.gap_s), exact)} apart; {close}"
    yield f"    {_post(meeting.one)}"
    yield f"    {_post(meeting.other)}"


def _burst(burst: ShownBurst) -> Iterator[str]:
    yield f"  {_kind(burst.signal)} “{burst.label}” ({burst.burst_id})"
    yield (
        f"    {burst.members:,} of {_several(burst.accounts, 'account')} are members, "
        f"{_several(burst.posts, 'post')}, {burst.start:%Y-%m-%d %H:%M:%S} to "
        f"{burst.end:%Y-%m-%d %H:%M:%S} UTC"
    )
    yield from (f"    {_post(post)}" for post in burst.shown)


def _post(post: ShownPost) -> str:
    form = {86_400: "%Y-%m-%d", 60: "%Y-%m-%d %H:%M"}.get(post.exact_s or 1, "%Y-%m-%d %H:%M:%S")
    name = f" @{post.handle}" if post.handle else ""
    text = f"  “{post.text}”" if post.text else ""
    return f"{post.at.strftime(form)}  {post.account_id}{name}  {post.post_id}{text}"


def _overlap(row: Row, parent: str | None) -> str:
    texts = f", {_several(row['texts'], 'text')} among them" if row["texts"] else ""
    part = "; it is shown as a part of that ring" if row["other_id"] == parent else ""
    return (
        f"  {row['other_id']}: of {row['pieces']:,} pieces that its members took part in together, "
        f"{row['common']:,} are about what that larger ring used as well{texts}{part}"
    )


def _of(row: Row) -> str:
    return "" if row["activity"] is None else f" (of {row['activity']:,} anywhere)"


def _kind(signal: str) -> str:
    return WORDS.get(signal, (signal, signal))[0]


def _gap(seconds: float, exact_s: int | None) -> str:
    """Return a gap as people say it; one below what the times are exact to is not told."""
    exact = exact_s or 1
    if exact > 1 and seconds < exact:
        return "less than a day" if exact >= 86_400 else "less than a minute"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7_200:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3_600:.1f} hours" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"


def _amount(value: float) -> str:
    return "fewer than 0.01" if value < 0.01 else f"{value:.2g}" if value < 10 else f"{value:,.0f}"


def _p(value: float | None) -> str:
    if value is None:
        return "unknown"
    return "1e-300 or less" if value <= 1e-300 else f"{value:.2g}"


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _paragraph(text: str) -> str:
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
