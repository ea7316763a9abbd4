"""Later observations change what is present and never lose what was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.publish import project_batch, rebuild
from graph.session import Graph
from marionet.progress import SILENT
from tests.graph.graph_assertions import digest, links, nodes
from tests.graph.invented import NOON, account, add_batch, post, sighting
from vault import Vault

HOUR = timedelta(hours=1)
FORMERLY = ("Account.account_id", "FORMERLY", "Handle.handle_key", "handle", "first", "last")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def load(graph: Graph, vault: Vault, **tables: list[dict[str, Any]]) -> None:
    project_batch(graph, vault, add_batch(vault, "default", **tables), SILENT)


def seen(account_id: str, handle: str | None, hours: int, **columns: Any) -> dict[str, Any]:
    return account(account_id, handle=handle, observed_at=NOON + hours * HOUR, **columns)


def test_a_handle_that_changed_stays_as_a_former_one_with_its_times(
    graph: Graph, vault: Vault
) -> None:
    load(graph, vault, accounts=[seen("x:1", "Old", 0), seen("x:1", "old", 2, followers=3)])
    assert links(graph, *FORMERLY) == set()
    load(graph, vault, accounts=[seen("x:1", "New", 5), seen("x:1", None, 6, bio="b")])
    assert links(graph, *FORMERLY) == {("x:1", "x:@old", "old", NOON, NOON + 2 * HOUR)}
    assert nodes(graph, "Handle", "handle_key", "platform", "handle") == {("x:@old", "x", "old")}
    present = ("handle", "handle_lower", "handle_first", "handle_last", "former_handles")
    assert nodes(graph, "Account", *present) == {
        ("New", "new", NOON + 5 * HOUR, NOON + 5 * HOUR, "old")
    }


def test_an_older_export_that_comes_later_tells_of_former_handles_only(
    graph: Graph, vault: Vault
) -> None:
    load(graph, vault, accounts=[seen("x:1", "new", 5)])
    load(graph, vault, accounts=[seen("x:1", "old", 0)])
    assert nodes(graph, "Account", "handle", "handle_first") == {("new", NOON + 5 * HOUR)}
    assert links(graph, *FORMERLY) == {("x:1", "x:@old", "old", NOON, NOON)}


def test_a_handle_that_is_taken_again_is_no_former_one(graph: Graph, vault: Vault) -> None:
    load(graph, vault, accounts=[seen("x:1", "a", 0), seen("x:1", "b", 1)])
    load(graph, vault, accounts=[seen("x:1", "A", 2)])
    assert links(graph, *FORMERLY) == {("x:1", "x:@b", "b", NOON + HOUR, NOON + HOUR)}
    assert nodes(graph, "Handle", "handle_key") == {"x:@b"}
    before = digest(graph)
    rebuild(graph, vault, SILENT)
    assert digest(graph) == before


def test_a_handle_that_went_from_one_account_to_another_is_one_node(
    graph: Graph, vault: Vault
) -> None:
    load(graph, vault, accounts=[seen("x:1", "Sold", 0), seen("x:1", "a", 1)])
    load(graph, vault, accounts=[seen("x:2", "SOLD", 2), seen("x:2", "b", 3)])
    assert {link[:2] for link in links(graph, *FORMERLY)} == {
        ("x:1", "x:@sold"),
        ("x:2", "x:@sold"),
    }
    assert nodes(graph, "Handle", "handle_key") == {"x:@sold"}


def test_an_account_that_is_known_by_its_handle_alone_has_no_former_one(
    graph: Graph, vault: Vault
) -> None:
    load(graph, vault, accounts=[account("x:@a", handle="A"), account("x:@a", handle="other")])
    assert nodes(graph, "Handle", "handle_key") == set()


COUNTERS = ("post_id", "text", "likes", "reposts", "views", "observed_at")


def test_a_later_sighting_updates_counters_and_nothing_else(graph: Graph, vault: Vault) -> None:
    first = post("x:1", text="as first seen", likes=1, reposts=5, observed_at=NOON)
    load(graph, vault, posts=[first, post("x:2", likes=2)])
    load(graph, vault, post_sources=[sighting("x:1", likes=9, observed_at=NOON + 2 * HOUR)])
    load(graph, vault, post_sources=[sighting("x:1", likes=4, views=6, observed_at=NOON + HOUR)])
    assert nodes(graph, "Post", *COUNTERS) == {
        ("x:1", "as first seen", 9, 5, 6, NOON + 2 * HOUR),
        ("x:2", None, 2, None, None, None),
    }


def test_the_same_post_in_an_older_export_does_not_turn_counters_back(
    graph: Graph, vault: Vault
) -> None:
    load(graph, vault, posts=[post("x:1", likes=9, observed_at=NOON + HOUR)])
    load(graph, vault, posts=[post("x:1", likes=1, observed_at=NOON)])
    assert nodes(graph, "Post", *COUNTERS) == {("x:1", None, 9, None, None, NOON + HOUR)}


def test_of_sightings_at_unknown_times_the_last_one_loaded_counts(
    graph: Graph, vault: Vault
) -> None:
    load(
        graph,
        vault,
        posts=[post("x:1", likes=9)],
        post_sources=[sighting("x:1", likes=1), sighting("x:1", likes=3)],
    )
    assert nodes(graph, "Post", "likes") == {3}
