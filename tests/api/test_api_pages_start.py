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
