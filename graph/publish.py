"""The vault -> graph. Everything in the graph can be made again from the vault.

Batches are projected in the order of their ids, so that the graph after any history of loads and
interruptions is the one that `rebuild` makes. All runs of the vault are kept in the graph: the
address of a ring stays good when a newer run exists.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final, LiteralString

from graph.bulk.choice import import_when_quicker
from graph.ddl import prepare
from graph.erase import erase_all, erase_run, erase_study
from graph.findings import Findings
from graph.project import project, projected
from graph.rows import microseconds, record_row
from graph.run_tables import open_run
from graph.schema import NODE
from graph.session import Graph
from graph.statements import record
from graph.study_findings import write_study
from graph.study_tables import open_study
from graph.write import write_rows
from marionet.progress import Progress
from vault import Batch, Run, Vault
from vault.studies import Study

_RUN_STATE: Final[LiteralString] = (
    "MATCH (r:Run {run_id: $run}) RETURN r.created_at AS created_at, r.published AS published"
)


def project_batch(graph: Graph, vault: Vault, batch: Batch, progress: Progress) -> None:
    """Bring the graph up to and including this batch.

    Batches before it that are missing or were interrupted are done first; a batch that the graph
    has already is not touched.

    Raises:
        GraphError: The server cannot be reached or cannot take it; the next call goes on.
    """
    _project(graph, vault, [b for b in vault.batches() if b.batch_id <= batch.batch_id], progress)


def project_pending(graph: Graph, vault: Vault, progress: Progress) -> None:
    """Bring the graph up to the last batch of the vault; see `project_batch`."""
    _project(graph, vault, vault.batches(), progress)


def publish_run(graph: Graph, vault: Vault, run: Run, progress: Progress) -> None:
    """Bring the findings of a run into the graph, after the batches that it read.

    A run that is there already is not touched; one that was interrupted is finished; one that was
    made again under the same id takes the place of the former.

    Raises:
        GraphError: The server cannot be reached or cannot take it; the next call goes on.
    """
    if run.batches:
        read = [b for b in vault.batches() if b.batch_id <= max(run.batches)]
        _project(graph, vault, read, progress)
    else:
        prepare(graph)
    state = graph.read(_RUN_STATE, {"run": run.run_id})
    same = bool(state) and state[0]["created_at"] == datetime.fromisoformat(run.created_at)
    if same and state[0]["published"]:
        return
    with open_run(vault, run) as tables, progress.step("graph: findings", unit="items") as step:
        findings = Findings(graph, tables, run.run_id, step)
        if state and not same:
            erase_run(graph, run.run_id, step)
        _mark(graph, run, done=False)
        findings.write()
        _mark(graph, run, done=True)


def publish_study(graph: Graph, vault: Vault, study: Study, progress: Progress) -> None:
    """Bring what a study concluded into the graph, after its run; a former study gives way to it.

    A study that is there already is not touched; one that was interrupted is finished.

    Raises:
        GraphError: The server cannot be reached or cannot take it; the next call goes on.
        NotFound: The vault has the run no more.
    """
    publish_run(graph, vault, vault.run(study.run_id), progress)
    given = {"run": study.run_id}
    state = graph.read("MATCH (r:Run {run_id: $run}) RETURN r.study AS study", given)
    mark = f"{study.study_id} {study.created_at}"
    if state[0]["study"] == mark:
        return
    with open_study(vault, study) as tables, progress.step("graph: study", unit="items") as step:
        erase_study(graph, study.run_id, step)
        write_study(graph, tables, study.run_id, step)
        graph.write("MATCH (r:Run {run_id: $run}) SET r.study = $study", {**given, "study": mark})


def rebuild(graph: Graph, vault: Vault, progress: Progress) -> None:
    """Empty the graph and make it again: all batches, then all runs, oldest first.

    Only nodes of the model are deleted; other labels on the same server stay. Readers see a graph
    that grows meanwhile.

    Raises:
        GraphError: The server cannot be reached or cannot take it; `rebuild` starts over.
    """
    if not import_when_quicker(graph, vault, vault.batches(), progress, replace=True):
        prepare(graph)
        with progress.step("graph: emptying", unit="items") as step:
            erase_all(graph, step)
        project_pending(graph, vault, progress)
    for run in vault.runs():
        publish_run(graph, vault, run, progress)
        for study in vault.studies(run.run_id)[-1:]:
            publish_study(graph, vault, study, progress)


def _project(graph: Graph, vault: Vault, batches: list[Batch], progress: Progress) -> None:
    if import_when_quicker(graph, vault, batches, progress):
        return
    prepare(graph)
    done = projected(graph)
    for batch in batches:
        if batch.batch_id not in done:
            project(graph, vault, batch, progress)


def _mark(graph: Graph, run: Run, *, done: bool) -> None:
    values = {
        "run_id": run.run_id,
        "collection": run.collection,
        "created_at": microseconds(run.created_at),
        "version": run.version,
        "parameters": json.dumps(run.parameters, sort_keys=True, ensure_ascii=False),
        "published": done,
    }
    node = NODE["Run"]
    write_rows(graph, record(node), [record_row(node, values)])
