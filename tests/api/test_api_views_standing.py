"""What is said of an account depends on one run, and never on an older one unasked."""

from api.views.standing import choose_run, standing

NEW = {"run_id": "new", "collection": "spring"}
OLD = {"run_id": "old", "collection": "spring"}
OTHER = {"run_id": "other", "collection": "winter"}
RUNS = (NEW, OTHER, OLD)


def listed(run: str, tier: str = "ring") -> dict[str, object]:
    return {"run": run, "tier": tier, "rank": 1}


def test_the_newest_run_speaks_for_an_account_that_nobody_lists():
    assert choose_run([], RUNS) == NEW


def test_an_older_run_does_not_speak_for_its_collection():
    assert choose_run([listed("old")], RUNS) == NEW


def test_the_newest_run_of_another_collection_speaks_where_it_lists_the_account():
    assert choose_run([listed("other")], RUNS) == OTHER


def test_a_wanted_run_is_shown_whatever_it_says():
    assert choose_run([listed("new")], RUNS, "old") == OLD
    assert choose_run([listed("new")], RUNS, "none-such") is None


def test_flagged_before_but_not_by_the_newest_run_is_not_flagged():
    found = standing([listed("old")], RUNS, NEW, bursts=0)
    assert (found.state, found.rings, found.flagged_elsewhere) == ("nothing", (), 1)
    assert found.is_newest


def test_states():
    ring, group = listed("new"), listed("new", "audience-like")
    states = {
        standing([ring, group], RUNS, NEW, bursts=3).state: "flagged",
        standing([group], RUNS, NEW, bursts=3).state: "audience",
        standing([], RUNS, NEW, bursts=3).state: "beside",
        standing([], RUNS, NEW, bursts=0).state: "nothing",
        standing([], [], None, bursts=0).state: "no-run",
    }
    assert all(state == expected for state, expected in states.items())
    assert len(states) == 5


def test_an_older_run_says_that_it_is_one():
    assert not standing([listed("old")], RUNS, OLD, bursts=1).is_newest
