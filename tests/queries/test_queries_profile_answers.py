"""What is asked of a study is answered from the graph, on a case small enough to check."""

from __future__ import annotations

from typing import Any

from queries.catalog import Catalog
from queries.run import run_query
from tests.queries.small_case import Case
from tests.queries.small_study import CAR, CLAIM, FANS, MANUSCRIPT, RING, RIVAL_FANS

CATALOG = Catalog.load()


def ask(case: Case, name: str, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    """Return these columns of the answer, in its order."""
    rows = run_query(case.graph, CATALOG[name], given).rows
    return [tuple(row[column] for column in columns) for row in rows]


def test_a_share_button_is_no_manuscript(case: Case) -> None:
    assert ask(case, "manuscripts", "manuscript_id", "rings") == [(MANUSCRIPT, [RING])]
    assert ask(case, "manuscripts-of-ring", "manuscript_id", "first_of_all", ring=RING) == [
        (MANUSCRIPT, True)
    ]


def test_a_manuscript_leads_to_its_copies_rings_and_days(case: Case) -> None:
    assert ask(case, "manuscript-copies", "post_id", "explained", manuscript=MANUSCRIPT) == [
        ("x:1", 0.9),
        ("x:2", 0.9),
        ("x:3", 0.9),
    ]
    assert ask(case, "manuscript-rings", "ring_id", "members", manuscript=MANUSCRIPT) == [(RING, 3)]
    spread = ask(case, "manuscript-spread", "platform", "copies", "members", manuscript=MANUSCRIPT)
    assert spread == [("x", 3, 3)]
    assert ask(case, "manuscript-by-id", "template", "slots", manuscript=MANUSCRIPT) == [
        ('{"lines":[]}', 2)
    ]
    assert ask(case, "manuscripts-across-platforms", "manuscript_id") == [(MANUSCRIPT,)]


def test_only_whom_a_ring_targets_is_its_target(case: Case) -> None:
    assert ask(case, "targets-of-ring", "entity_id", "ratio", ring=RING) == [(CAR, 5.0)]
    assert ask(case, "rings-targeting", "ring_id", entity=CAR) == [(RING,)]
    assert ask(case, "entities", "entity_id", "posts", "rings")[0] == (CAR, 2, 1)


def test_posts_that_name_a_target_are_those_of_members(case: Case) -> None:
    assert ask(case, "posts-naming", "post_id", ring=RING, entity=CAR) == [("x:1",), ("x:2",)]
    assert ask(case, "targets-timeline", "entity_id", "posts", ring=RING) == [(CAR, 2)]


def test_a_claim_says_where_it_was_made_first(case: Case) -> None:
    found = ask(case, "claims", "claim_id", "better", "worse", "first_ring")
    assert found == [(CLAIM, "Wave", "Gull", RING)]
    assert ask(case, "claims-of-ring", "claim_id", "made_first", ring=RING) == [(CLAIM, True)]
    posts = ask(case, "claim-posts", "post_id", "rings", claim=CLAIM)
    assert posts == [("x:2", 1), ("x:11", 0)]
    assert ask(case, "comparisons-timeline", "posts", "members", ring=RING) == [(1, 1)]


def test_division_is_told_with_both_communities(case: Case) -> None:
    assert ask(case, "division-of-ring", "one", "other", "drawn", ring=RING) == [
        (FANS, RIVAL_FANS, 3)
    ]
    assert ask(case, "sides-of-ring", "account_id", "posts", ring=RING) == [("x:ann", 4)]
    assert ask(case, "replies-between-communities", "replies", ring=RING) == [(4,)]


def test_roles_leaders_and_cascades(case: Case) -> None:
    assert ask(case, "roles-of-ring", "account_id", ring=RING, role="author") == [("x:ann",)]
    assert len(ask(case, "roles-of-ring", "account_id", ring=RING)) == 2
    assert ask(case, "roles-of-account", "role", account="x:bob") == [("amplifier",)]
    assert ask(case, "leaders-of-ring", "leader", "follower", ring=RING) == [("x:ann", "x:bob")]
    assert ask(case, "cascades-of-ring", "post_id", "own_posts", ring=RING) == [("x:8", 3)]
    assert ask(case, "reach-of-ring", "object", "without", ring=RING) == [("x:8", 0.0)]


def test_changes_signs_and_techniques(case: Case) -> None:
    assert ask(case, "changes-of-ring", "after", ring=RING) == [(4.0,)]
    assert ask(case, "signs-of-ring", "sign", "value", "organic_share", ring=RING) == [
        ("client", "robot", 0.1)
    ]
    assert ask(case, "techniques-of-ring", "technique", "rule", ring=RING) == [
        ("T0084.001", "copies")
    ]
    assert ask(case, "techniques-of-run", "technique", "rings") == [("T0084.001", 1)]
