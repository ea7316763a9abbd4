"""The bench of templates gives full marks to the truth alone."""

from bench.manuscripts_templates.copies import spin_copies
from bench.manuscripts_templates.pieces import edges, true_pieces
from bench.manuscripts_templates.score import score
from bench.manuscripts_templates.sources import Manuscript
from manuscripts.recovery import Recovery
from manuscripts.template import Fixed, Line, Slot, Template

MANUSCRIPT = Manuscript("m", (("my ", ("old car", "new car"), " ", ("fails", "stops")),), ". ")


def recovery(*pieces: Fixed | Slot) -> Recovery:
    return Recovery(Template((Line(pieces, 30),), 30), [], 1.0)


def slot(*words: str) -> Slot:
    return Slot(tuple((word, 10) for word in words), len(words))


def test_the_grammar_itself_scores_full_marks():
    copies = spin_copies(MANUSCRIPT, "hard", 30, seed=1)
    right = recovery(Fixed("my "), slot("old", "new"), Fixed(" car "), slot("fails", "stops"))
    marks = score(copies, right, shuffled=True)
    assert (marks.lines, marks.lines_recovered, marks.fixed_exact) == (1, 1, 1)
    assert marks.slots == marks.slots_exact == 2
    assert marks.edges == marks.edges_right == marks.edges_found > 0


def test_slots_that_were_not_told_apart_score_none():
    copies = spin_copies(MANUSCRIPT, "hard", 30, seed=1)
    words = [f"{a} car {b}" for a in ("old", "new") for b in ("fails", "stops")]
    marks = score(copies, recovery(Fixed("my "), slot(*words)), shuffled=True)
    assert marks.slots_exact == 0
    assert marks.edges_right < marks.edges
    assert marks.fixed_exact == 0


def test_what_all_alternatives_share_stands_outside_of_the_slot():
    said = [("刹车", "坏得快"), ("刹车", "慢得快"), ("油车", "坏得快")]
    pieces = true_pieces(said)
    assert pieces == (frozenset({"刹", "油"}), "车", frozenset({"坏", "慢"}), "得快")
    assert edges(pieces, "油车慢得快") == {0, 1, 2, 3}
