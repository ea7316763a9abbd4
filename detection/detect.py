"""A detection run: from the posts of a collection to rings, each step in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detection.arrays import Flags, ints
from detection.bursts.algorithms import ALGORITHMS
from detection.bursts.bundles import Bundles, find_bundles
from detection.bursts.bursts import Bursts, find_bursts
from detection.bursts.communities import NONE, find_communities
from detection.bursts.dominant import add_dominant
from detection.bursts.merge import merge_communities
from detection.bursts.pairs import Pairs, find_pairs
from detection.crews.proofs import prove_crews, without_crews
from detection.crews.repetition import find_repetition
from detection.events import Events, collect_events
from detection.found import Found
from detection.openness.open_groups import spare_open_groups
from detection.options import Constants, Options
from detection.question.scope import ScopedTables
from detection.question.seeds import only_around, pairs_around, seed_codes, tell_seeds
from detection.question.survey import Survey, cautions, loaded_us, survey
from detection.relations import Relations, open_relations
from detection.rings.audience import judge
from detection.rings.claims import RING, claim
from detection.rings.company import gather_visits, weigh_company
from detection.rings.members import find_members, gather_evidence
from detection.rings.proof import prove
from detection.run.funnel import passed
from detection.run.tables import run_tables
from detection.signals import SIGNALS
from detection.steps import Recorder
from detection.text.kept import KeptTexts
from detection.version import code_version
from marionet.progress import Progress
from vault import Run, Vault
from vault.links import Resolved
from vault.runs import Question, run_id
from vault.tables import Tables


def question(
    vault: Vault,
    collection: str | Sequence[str],
    options: Options,
    links: Resolved | None = None,
) -> Question:
    """Return all that determines the result of a run, as `Vault.begin_run` takes it.

    Args:
        vault: Where posts are read.
        collection: Name of the collection, or of several.
        options: What is asked.
        links: What short links lead to; None: what the vault knows now.

    Raises:
        NotFound: There is no such collection.
        UsageError: An option is out of range.
    """
    names = [collection] if isinstance(collection, str) else sorted(set(collection))
    read = sorted(
        (batch for name in names for batch in vault.need_collection(name)),
        key=lambda batch: batch.batch_id,
    )
    parameters = options.checked(tuple(ALGORITHMS)).parameters()
    parameters["signals"] = [signal.name for signal in SIGNALS]
    if len(names) > 1:
        parameters["collections"] = names
    links = vault.links.resolved() if links is None else links
    if links:
        parameters["links"] = links.digest
    if taken_out := sorted({stone for batch in read for stone in batch.tombstones}):
        parameters["tombstones"] = taken_out
    return Question(
        collection=" + ".join(names),
        batches=[batch.batch_id for batch in read],
        parameters=parameters,
        version=code_version(),
    )


def earlier_run(vault: Vault, collection: str | Sequence[str], options: Options) -> Run | None:
    """Return the run that has answered this very question already, if there is one."""
    return _answer(vault, question(vault, collection, options))


def _answer(vault: Vault, asked: Question) -> Run | None:
    wanted = run_id(**asked)
    return next((run for run in vault.runs() if run.run_id == wanted), None)


def detect(
    vault: Vault,
    collection: str | Sequence[str],
    options: Options,
    progress: Progress,
    *,
    again: bool = False,
    keep: bool = True,
) -> Run:
    """Find the rings of a collection and keep them as a run; the same question gives the same run.

    Args:
        vault: Where posts are read and the run is written.
        collection: Name of the collection, or of several that are looked at as one.
        options: What is asked.
        progress: Where steps are reported to.
        again: Compute a run that is there already once more.
        keep: Keep what is made of texts for the next run, and use what was kept.

    Raises:
        NotFound: There is no such collection.
        UsageError: An option is out of range.
    """
    # Asked once: what is loaded meanwhile is not read, and the run must not say that it was.
    links = vault.links.resolved()
    asked = question(vault, collection, options, links)
    earlier = _answer(vault, asked)
    if earlier is not None and not again:
        return earlier
    wanted = set(asked["batches"])
    read = [batch for batch in vault.batches() if batch.batch_id in wanted]
    recorder = Recorder(progress)
    with vault.scratch("detect") as scratch, open_relations(scratch) as relations:
        with recorder.step("reading posts") as step:
            tables = ScopedTables(relations.backend, vault, read, links, options.period)
            seen = survey(relations, tables, loaded_us(read))
            step.note(f"{seen.usable:,} posts of {seen.accounts:,} accounts")
        texts = None
        if keep and len({batch.collection for batch in read}) == 1:
            # A post of two collections may have two texts: then they are made of what is chosen.
            texts = KeptTexts(relations.backend, vault, read, options.period, recorder)
        events = collect_events(tables, SIGNALS, recorder, texts)
        found = find_rings(relations, events, options, recorder)
        found = spare_open_groups(found, relations, tables, events, options, recorder)
        if options.seeds:
            found = only_around(found, seed_codes(events, options.seeds))
        return _write(vault, asked, options, relations, tables, events, found, seen, recorder)


def find_rings(relations: Relations, events: Events, options: Options, progress: Progress) -> Found:
    """Do the steps of the method on events, from bursts to rings with their proof."""
    constants, accounts = options.constants, len(events.accounts)
    notes = list(events.notes)
    bursts, bundles = _cut(relations, events, constants, progress)
    pairs = _pair(relations, events, bursts, bundles, options, progress)
    if pairs.cap >= 0:
        notes.append(
            f"Accounts with more than {pairs.cap:,} bursts spoke for {pairs.cap:,} of them."
        )
    with progress.step("finding communities") as step:
        sizes = ints(bursts.table, "accounts")
        community = find_communities(pairs, sizes, ALGORITHMS[options.algorithm], options.seed)
        community = merge_communities(
            bursts.taking_part(relations), community, sizes, bundles, constants.merge_ratio
        )
        step.note(f"{int(community.max(initial=NONE)) + 1:,} by {options.algorithm}")
    with progress.step("finding members") as step:
        evidence = gather_evidence(relations, bursts.events, community, bundles.bundle, accounts)
        levels = [
            find_members(relations, evidence, purity, options.q, constants)
            for purity in constants.purities
        ]
        step.note(f"{evidence.events.num_rows:,} events in communities")
    with progress.step("comparing order and seconds", unit="pairs of objects") as step:
        repeated = find_repetition(events, bursts, pairs, options, step)
        notes.extend(repeated.notes)
        step.note(
            f"{repeated.meetings:,} pairs of objects; "
            f"{len(repeated.crews):,} groups repeat themselves"
        )
    with progress.step("ring or audience") as step:
        candidates = judge(evidence, levels, constants, options.seed)
        visits = gather_visits(bursts, bundles.bundle, community)
        claimed = weigh_company(
            claim(candidates, options.q, constants), levels, visits, accounts, options.q, constants
        )
        public = bursts.of_signals(events.objects, constants.places)
        proofs = prove(evidence, levels, claimed, public, constants)
        if proven := prove_crews(evidence, repeated.crews, proofs, constants):
            claimed = without_crews(claimed, proven)
            proofs = [*prove(evidence, levels, claimed, public, constants), *proven]
        rings = [proof for proof in proofs if proof.finding.tier == RING]
        step.note(
            f"{len(rings):,} rings, {sum(r.finding.accounts.size for r in rings):,} accounts; "
            f"{len(proofs) - len(rings):,} audiences that look alike"
        )
    return Found(bursts, pairs, evidence, levels, candidates, proofs, notes)


def _cut(
    relations: Relations, events: Events, constants: Constants, progress: Progress
) -> tuple[Bursts, Bundles]:
    with progress.step("cutting bursts") as step:
        timeless = _timeless(events)
        bursts = find_bursts(relations, events.events, len(events.accounts), constants, timeless)
        bundles = find_bundles(
            relations,
            bursts.events,
            ints(bursts.table, "posts"),
            constants.bundle_overlap,
            bursts.families(events.objects),
            timeless[ints(bursts.table, "object")],
        )
        step.note(
            f"{bursts.table.num_rows:,} bursts of {constants.burst_accounts} accounts or more; "
            f"{bursts.dropped:,} events are in none"
        )
    return bursts, bundles


def _pair(
    relations: Relations,
    events: Events,
    bursts: Bursts,
    bundles: Bundles,
    options: Options,
    progress: Progress,
) -> Pairs:
    constants, q = options.constants, options.pair_q
    with progress.step("pairing bursts") as step:
        pairs = find_pairs(relations, bursts, bundles, q, constants)
        pairs = add_dominant(
            relations,
            bursts,
            bundles,
            pairs,
            ALGORITHMS[options.algorithm],
            options.seed,
            q,
            constants,
            _timeless(events),
        )
        if options.seeds:
            pairs = pairs_around(pairs, bursts, seed_codes(events, options.seeds), options.q)
        step.note(
            f"{pairs.tested:,} pairs share {constants.pair_shared} accounts or more; "
            f"{pairs.a.size:,} share more than chance allows (q <= {options.q:g})"
        )
    return pairs


def _timeless(events: Events) -> Flags:
    return np.asarray(events.objects["timeless"], dtype=np.bool_)


def _write(
    vault: Vault,
    asked: Question,
    options: Options,
    relations: Relations,
    collection: Tables,
    events: Events,
    found: Found,
    seen: Survey,
    recorder: Recorder,
) -> Run:
    with vault.begin_run(**asked) as writer:
        with recorder.step("writing the run") as step:
            tables = run_tables(relations, events, found, options, writer.run_id, collection)
            per_post = np.bincount(ints(events.events, "post"))
            told = cautions(seen, options.constants, options.period, per_post)
            notes = [*told, *found.notes]
            if options.seeds:
                seeded = tell_seeds(relations, collection, events, found, options.seeds, tables)
                tables = {**tables, "seeds": seeded.table}
                notes.extend(seeded.notes)
            for name, table in tables.items():
                writer.write(name, table)
            step.note(writer.run_id)
        counts = {
            "posts": seen.posts,
            "accounts": len(events.accounts),
            "events": events.events.num_rows,
            "objects": events.objects.num_rows,
            "all_bursts": found.bursts.table.num_rows,
            "all_pairs": int(found.pairs.a.size),
            "all_visits": int(found.evidence.bundles.sum()),
        }
        steps = recorder.explained(passed(seen, events, found.bursts, found.pairs, found.evidence))
        return writer.commit(
            counts=counts,
            notes=notes,
            steps=[step.row() for step in steps],
        )
