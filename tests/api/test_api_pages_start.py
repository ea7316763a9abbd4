from pathlib import Path

from graph.session import Graph
from tests.api.page_client import client_on


def test_an_empty_graph_says_how_to_begin(graph: Graph, tmp_path: Path):
    with client_on(graph, tmp_path) as client:
        page = client.get("/").text
        assert "Nothing is loaded yet" in page
        assert "marionet load" in page


def test_posts_without_a_run_say_what_comes_next(graph: Graph, tmp_path: Path):
    graph.write("CREATE (:Post {post_id: 'x:1'})")
    with client_on(graph, tmp_path) as client:
        assert "marionet detect" in client.get("/").text


GROUPS = """
CREATE (run:Run {run_id: 'r', collection: 'c', created_at: datetime()})
WITH run UNWIND range(1, 12) AS rank
CREATE (run)-[:FOUND]->(:Ring {ring_id: 'r-' + rank, run: 'r', tier: 'audience-like', rank: rank})
WITH DISTINCT run MATCH (g:Ring {rank: 1})
CREATE (:Account {account_id: 'x:fan', name: 'Fan'})-[:MEMBER_OF {run: 'r'}]->(g)
"""


def test_groups_that_look_like_an_audience_are_folded_with_their_number(
    graph: Graph, tmp_path: Path
):
    graph.write(GROUPS)
    with client_on(graph, tmp_path) as client:
        page = client.get("/").text
        assert "This run flagged no ring" in page
        assert page.count('class="row-title') == 5
        assert "12 groups, not flagged" in page
        assert "Show all 12 groups" in page
        assert client.get("/?audiences=all").text.count('class="row-title') == 12


def test_a_fan_is_not_called_a_member_of_a_ring(graph: Graph, tmp_path: Path):
    graph.write(GROUPS)
    with client_on(graph, tmp_path) as client:
        page = client.get("/accounts/x:fan").text
        assert "It is a member of no ring. It shares things with" in page
        assert "<dt>Rings, this run</dt><dd>0</dd>" in page


def test_before_a_run_an_account_was_not_looked_at(graph: Graph, tmp_path: Path):
    graph.write("CREATE (:Account {account_id: 'x:a'})")
    with client_on(graph, tmp_path) as client:
        assert "No detection has been run yet" in client.get("/accounts/x:a").text
