import json

from hypothesis import given
from hypothesis import strategies as st

from manuscripts.template import Fixed, Line, Slot, Template

words = st.text(max_size=8)
counts = st.integers(1, 10_000)
slots = st.builds(
    lambda found, more, free: Slot(tuple(found), len(found) + more, free),
    st.lists(st.tuples(words, counts), min_size=1, max_size=4),
    st.integers(0, 9),
    st.booleans(),
)
lines = st.builds(
    lambda pieces, copies: Line(tuple(pieces), copies),
    st.lists(st.one_of(st.builds(Fixed, words), slots), max_size=5),
    counts,
)
templates = st.builds(
    lambda found, copies, shuffled: Template(tuple(found), copies, shuffled),
    st.lists(lines, max_size=4),
    counts,
    st.booleans(),
)


@given(templates)
def test_a_template_survives_json(template: Template):
    assert Template.from_json(template.to_json()) == template


@given(templates)
def test_slots_are_counted_over_all_lines(template: Template):
    content = json.loads(template.to_json())
    pieces = [piece for line in content["lines"] for piece in line["pieces"]]
    assert template.slots == sum("slot" in piece for piece in pieces)


def test_in_words_a_slot_lists_its_alternatives_and_says_when_there_are_more():
    line = Line(
        (
            Slot((("honestly", 7), ("", 3)), 2),
            Fixed(" my "),
            Slot((("S7", 6), ("van", 2)), 5),
            Fixed(" no. "),
            Slot((("12", 1),), 9, free=True),
        ),
        10,
    )
    assert Template((line, line), 10).in_words() == (
        "{honestly|} my {S7|van|…} no. {…} / {honestly|} my {S7|van|…} no. {…}"
    )
