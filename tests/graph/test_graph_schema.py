from __future__ import annotations

from datetime import datetime

import pytest

from graph import ddl, statements
from graph.schema import FULL_TEXT, NODE, NODES, REL, RELS, Node, Rel
from graph.session import Graph
from vault.schema import CANONICAL, RUN
from vault.study_schema import STUDY

TABLES = (*CANONICAL.values(), *RUN.values(), *STUDY.values())
NAMES = {name for schema in TABLES for name in schema.names}
OWN = {
    *("stub", "run", "ring", "published", "projected", "study", "sign_id"),  # of the graph alone
    *("handle_lower", "handle_first", "handle_last", "former_handles"),
    *("collection", "version", "parameters", "format", "committed_at"),  # of manifests
}


@pytest.mark.parametrize("thing", [*NODES, *RELS], ids=lambda thing: thing.doc[:20])
def test_properties_have_the_names_and_types_that_the_vault_has(thing: Node | Rel) -> None:
    assert {prop.name for prop in thing.props} <= NAMES | OWN
    assert {prop.type for prop in thing.props} <= {str, int, float, bool, datetime}


def test_names_are_used_once_and_every_end_is_declared() -> None:
    assert len(NODE) == len(NODES)
    assert len(REL) == len(RELS)
    assert {rel.source for rel in RELS} | {t for rel in RELS for t in rel.targets} <= NODE.keys()
    assert {label for index in FULL_TEXT for label in index.labels} <= NODE.keys()


@pytest.mark.parametrize("rel", [rel for rel in RELS if rel.inferred], ids=lambda rel: rel.type)
def test_every_inferred_relationship_carries_or_starts_at_its_run(rel: Rel) -> None:
    assert rel.source == "Run" or "run" in {prop.name for prop in rel.props}


def test_every_constraint_and_index_is_online_and_twice_is_once(graph: Graph) -> None:
    ddl.prepare(graph)
    for statement in ddl.statements().values():
        graph.write(statement)
    shown = graph.read("SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name")
    assert shown == []
    there = {row["name"] for row in graph.read("SHOW INDEXES YIELD name")}
    assert set(ddl.statements()) <= there


def test_a_text_index_of_an_earlier_version_is_made_anew(graph: Graph) -> None:
    ddl.prepare(graph)
    graph.write("DROP INDEX account_text")
    graph.write("CREATE FULLTEXT INDEX account_text FOR (n:Account) ON EACH [n.name]")
    ddl.prepare(graph)
    shown = graph.read("SHOW INDEXES YIELD name, properties WHERE name = 'account_text' RETURN *")
    assert set(shown[0]["properties"]) == {"name", "handle", "former_handles", "bio"}


def test_the_full_text_index_finds_chinese_words(graph: Graph) -> None:
    ddl.prepare(graph)
    graph.write("CREATE (:Post {post_id: 'x:1', text: '这款新车很差'})")
    graph.write("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    found = graph.read(
        "CALL db.index.fulltext.queryNodes('post_text', '新车') YIELD node "
        "RETURN node.post_id AS id"
    )
    assert found == [{"id": "x:1"}]


def test_every_derived_statement_is_valid_cypher(graph: Graph) -> None:
    texts = [statements.record(node) for node in NODES]
    texts += [statements.reference(node) for node in NODES]
    texts += [statements.update(node) for node in NODES]
    texts += [
        statements.link(rel, NODE[rel.source], NODE[target])
        for rel in RELS
        for target in rel.targets
    ]
    texts.append(
        statements.record_with_links(
            NODE["Post"],
            [(REL["POSTED"], NODE["Account"], True), (REL["TAGGED"], NODE["Hashtag"], False)],
        )
    )
    assert {graph.explain(text, {"rows": []}).kind for text in texts} == {"w"}


def test_a_node_lookup_of_a_write_goes_by_index(graph: Graph) -> None:
    ddl.prepare(graph)
    for rel in RELS:
        for target in rel.targets:
            text = statements.link(rel, NODE[rel.source], NODE[target])
            assert "Scan" not in _operators(graph.explain(text, {"rows": []}).plan)


def _operators(plan: dict[str, object]) -> str:
    children = plan.get("children") or []
    assert isinstance(children, list)
    return " ".join([str(plan["operatorType"]), *(_operators(child) for child in children)])
