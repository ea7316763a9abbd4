"""A study of a run: every part of the profile made in order, and kept."""

from __future__ import annotations

from contextlib import ExitStack

import pyarrow as pa

from campaign.case import Case
from campaign.part import Part, parts
from campaign.version import code_version
from campaign.watchlist import Watchlist
from detection.question.period import read_period
from detection.question.scope import ScopedTables
from detection.relations import open_relations
from detection.rings.claims import RING
from marionet.progress import Progress
from vault import Run, Vault
from vault.studies import Study, Subject, study_id

SUBJECTS = pa.schema([("subject", pa.string()), ("account_id", pa.string())])


def subject_of(run: Run, watchlist: Watchlist) -> Subject:
    """Return all that determines the study of a run."""
    known = _known(watchlist) if watchlist.source else {}
    return Subject(run_id=run.run_id, watchlist=known, version=code_version())


def earlier_study(vault: Vault, run: Run, watchlist: Watchlist) -> Study | None:
    """Return the study that was made of this run with this watch list, if there is one."""
    wanted = study_id(subject_of(run, watchlist))
    made = vault.studies(run.run_id)
    return next((study for study in made if study.study_id == wanted), None)


def make_study(
    vault: Vault, run: Run, watchlist: Watchlist, progress: Progress, *, again: bool = False
) -> Study:
    """Study a run and keep the result; the same run and watch list give the same study.

    Args:
        vault: Where posts and the run are read and the study is written.
        run: Whose rings.
        watchlist: Whom and what the campaign may be about; may be empty.
        progress: Where steps are told.
        again: Make a study that is there already once more.

    Raises:
        NotFound: Batches that the run read are gone.
    """
    earlier = earlier_study(vault, run, watchlist)
    if earlier is not None and not again:
        return earlier
    wanted = set(run.batches)
    read = [batch for batch in vault.batches() if batch.batch_id in wanted]
    with ExitStack() as stack:
        scratch = stack.enter_context(vault.scratch("study"))
        relations = stack.enter_context(open_relations(scratch))
        writer = stack.enter_context(vault.begin_study(subject_of(run, watchlist)))
        period = read_period(run.parameters.get("period"))
        made: dict[str, pa.Table] = {}
        case = Case(
            relations=relations,
            tables=ScopedTables(relations.backend, vault, read, None, period),
            run=run,
            watchlist=watchlist,
            subjects=subjects_of(run),
            made=made,
            progress=progress,
        )
        for part in parts():
            for name, rows in _make(part, case).items():
                made[name] = rows
                writer.write(name, rows)
        return writer.commit(case.notes)


def subjects_of(run: Run) -> pa.Table:
    """Return subject, account_id: members of each ring, and of all rings under the run's id."""
    tiers = run.read("rings").to_pylist()
    rings = {ring["ring_id"] for ring in tiers if ring["tier"] == RING}
    members = run.read("members").select(["ring_id", "account_id"]).to_pylist()
    flagged = {(row["ring_id"], row["account_id"]) for row in members if row["ring_id"] in rings}
    everybody = {(run.run_id, account) for _ring, account in flagged}
    rows = sorted(flagged | everybody)
    return pa.Table.from_arrays(
        [pa.array([row[place] for row in rows], pa.string()) for place in (0, 1)], schema=SUBJECTS
    )


def _known(watchlist: Watchlist) -> dict[str, str]:
    known = {"name": watchlist.name, "digest": watchlist.digest}
    return {**known, "zone": watchlist.zone} if watchlist.zone else known


def _make(part: Part, case: Case) -> dict[str, pa.Table]:
    with case.progress.step(f"studying: {part.title.lower()}") as step:
        tables = dict(part.make(case))
        if unknown := sorted(set(tables) - set(part.tables)):
            raise KeyError(f"the part {part.name} makes {unknown[0]}, which it does not declare")
        step.note(", ".join(f"{rows.num_rows:,} {name}" for name, rows in tables.items()))
    return tables
