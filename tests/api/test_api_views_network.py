import json
import re

import pytest

from api.views.pyvis_page import SafeNetwork, pyvis_page
from api.views.ring_network import MAX_ACCOUNTS, layout, ring_network

PAYLOADS = (
    "<script>parent.__pwned = 1</script>",
    'href <img src=x onerror="parent.__pwned = 1">',
    "</script><script>parent.__pwned = 1</script>",
)


def members(count, name="Ann"):
    return [
        {
            "account_id": f"x:{i}",
            "name": name,
            "score": 1 - i / count,
            "hits": count - i,
            "posts": 2,
        }
        for i in range(count)
    ]


def chain(count):
    return [
        {"account_a": f"x:{i}", "account_b": f"x:{i + 1}", "weight": 0.5, "shared": 3}
        for i in range(count - 1)
    ]


def drawn(html):
    found = re.search(r'<script type="application/json" id="drawing">(.*?)</script>', html, re.S)
    assert found is not None
    return json.loads(found[1])


def test_the_strongest_are_drawn_and_the_rest_is_counted():
    drawing = ring_network(members(50), chain(50), accounts=10)
    assert {person.account_id for person in drawing.people} == {f"x:{i}" for i in range(10)}
    assert {(tie.a, tie.b) for tie in drawing.ties} == {(f"x:{i}", f"x:{i + 1}") for i in range(9)}
    assert (drawing.total_people, drawing.total_ties) == (50, 9)


def test_no_more_is_drawn_than_the_view_can_carry():
    drawing = ring_network(members(MAX_ACCOUNTS + 5), [], accounts=MAX_ACCOUNTS + 5)
    assert len(drawing.people) == MAX_ACCOUNTS
    assert not drawing.physics


def test_ties_that_are_left_out_are_counted_in_the_legend():
    ties = [
        {"account_a": f"x:{a}", "account_b": f"x:{b}", "weight": 1 / (a + b), "shared": 1}
        for a in range(120)
        for b in range(a)
    ]
    html = pyvis_page(ring_network(members(120), ties), nonce="n")
    assert len(drawn(html)["edges"]) == 6_000
    assert "the 6,000 strongest of 7,140 ties" in html


def test_the_same_rows_give_the_same_picture():
    rows, ties = members(120), chain(120)
    assert ring_network(rows, ties) == ring_network(rows[::-1], ties[::-1])


def test_places_are_apart_from_each_other():
    places = layout(["a", "b", "c"], [("a", "b"), ("b", "c")])
    assert len(set(places)) == 3


def test_one_account_alone_can_be_drawn():
    assert len(ring_network(members(1), []).people) == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_reach_the_page_as_data_only(payload):
    html = pyvis_page(ring_network(members(3, payload), chain(3)), nonce="n0nce")
    assert payload not in html
    assert "<img" not in html
    assert drawn(html)["nodes"][0]["card"][0] == payload


def test_the_page_asks_no_other_host_and_every_script_has_the_nonce():
    html = pyvis_page(ring_network(members(3), chain(3)), nonce="n0nce")
    assert "//" not in html.replace("http-equiv", "")
    scripts = re.findall(r"<script (?!type=\"application/json\")[^>]*>", html)
    assert scripts
    assert all('nonce="n0nce"' in script for script in scripts)


def test_inferred_ties_are_dashed():
    html = pyvis_page(ring_network(members(3), chain(3)), nonce="n")
    assert {edge["dashes"] for edge in drawn(html)["edges"]} == {True}


def test_titles_that_make_pyvis_use_inner_html_change_nothing():
    net = SafeNetwork()
    net.nodes = [{"id": "x:1", "label": "", "title": PAYLOADS[1]}]
    net.templateEnv.globals.update(nonce="n", static="/static", roles={}, ties="")
    html = net.generate_html()
    assert "innerHTML" not in html
    assert PAYLOADS[1] not in html
