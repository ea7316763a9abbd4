"""Fixtures for all tests of campaign/: small collections made by hand, with a run and a case.

Three ways to use them:

- `story`: a ready campaign of two rings (tests/campaign/invented_story.py says who is who), with
  `story.watchlist`; made once for the session: read it, never add to it.

      def test_x(story: Story) -> None:
          with story.invented.case(story.watchlist, made={"entities": ...}) as case:
              tables = PART.make(case)

- `case`: the open `Case` of that story, with its watch list and nothing made yet.
- `invented`: an empty collection to fill by hand (tests/campaign/invented_collection.py):

      def test_y(invented: Invented) -> None:
          invented.post("x:1", "Orvane is fine", at(0), likes=3)
          invented.ring("ring-01", "x:1")
          with invented.case() as case:
              ...

To test a section: `findings = story.invented.findings(ENTITIES, TARGETS, watchlist=...)` makes
these parts in order and keeps a study; then `PART.section(findings, "ring-01")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.case import Case
from tests.campaign.invented_collection import Invented
from tests.campaign.invented_story import Story, tell


@pytest.fixture
def invented(tmp_path: Path) -> Invented:
    """An empty collection."""
    return Invented(tmp_path)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The invented campaign, written once."""
    return tell(Invented(tmp_path_factory.mktemp("story")))


@pytest.fixture
def case(story: Story) -> Iterator[Case]:
    """The case of the story, with its watch list."""
    with story.invented.case(story.watchlist) as opened:
        yield opened
