"""A study in the graph: written after its run, replaced by the next one, gone with its run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import Connection
from graph.erase import erase_run
from graph.publish import project_batch, publish_run, publish_study, rebuild
from graph.retract import erase_studies
from graph.schema import studied
from graph.session import Graph
from marionet.progress import SILENT
from tests.graph.graph_assertions import digest
from tests.queries.small_case import Case, at, write_case
from tests.queries.small_study import CAR, MANUSCRIPT, write_study
from vault import Vault

LABELS = [node.label for node in studied.NODES]


@pytest.fixture
def case(neo4j_server: Connection, tmp_path: Path) -> Iterator[Case]:
    """The small case without a study, in an emptied graph."""
    vault = Vault(tmp_path)
    batch, run = write_case(vault)
    with Graph(neo4j_server) as graph:
        graph.write("MATCH (n) DETACH DELETE n")
        project_batch(graph, vault, batch, SILENT)
        publish_run(graph, vault, run, SILENT)
        yield Case(graph, vault, batch, run)


def counts(graph: Graph) -> dict[str, int]:
    """Nodes of each label of a study, those that there are."""
    rows = graph.read(
        "MATCH (n) UNWIND labels(n) AS label WITH label WHERE label IN $labels "
        "RETURN label, count(*) AS n",
        {"labels": LABELS},
    )
    return {row["label"]: row["n"] for row in rows}


def test_every_label_of_a_study_has_nodes(case: Case) -> None:
    publish_study(case.graph, case.vault, write_study(case.vault, case.run, at(0), at(2)), SILENT)
    assert set(counts(case.graph)) == set(LABELS)
    names = case.graph.read(
        "MATCH (:Manuscript {manuscript_id: $id})<-[:INSTANCE_OF]-(:Post)-[:NAMES]->(e:Entity) "
        "RETURN DISTINCT e.entity_id AS id",
        {"id": MANUSCRIPT},
    )
    assert names == [{"id": CAR}]


def test_a_study_is_published_once_and_twice_the_same(case: Case) -> None:
    study = write_study(case.vault, case.run, at(0), at(2))
    publish_study(case.graph, case.vault, study, SILENT)
    before = digest(case.graph)
    publish_study(case.graph, case.vault, study, SILENT)
    assert digest(case.graph) == before
    again = write_study(case.vault, case.run, at(0), at(2))
    publish_study(case.graph, case.vault, again, SILENT)
    assert counts(case.graph)["Manuscript"] == 1


def test_rebuild_brings_the_study_back(case: Case) -> None:
    publish_study(case.graph, case.vault, write_study(case.vault, case.run, at(0), at(2)), SILENT)
    before = digest(case.graph)
    rebuild(case.graph, case.vault, SILENT)
    assert digest(case.graph) == before


def test_a_study_goes_with_its_run(case: Case) -> None:
    publish_study(case.graph, case.vault, write_study(case.vault, case.run, at(0), at(2)), SILENT)
    with SILENT.step("") as step:
        erase_run(case.graph, case.run.run_id, step)
    assert counts(case.graph) == {}


def test_studies_go_and_the_run_stays(case: Case) -> None:
    before = digest(case.graph)
    publish_study(case.graph, case.vault, write_study(case.vault, case.run, at(0), at(2)), SILENT)
    assert digest(case.graph) != before
    with SILENT.step("") as step:
        erase_studies(case.graph, step)
    assert digest(case.graph) == before
