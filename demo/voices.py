"""The ways in which posts of the campaign speak; the grammars hold patterns for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, auto


class Voice(IntEnum):
    """What kind of text a post has. The lower-case name is the key in the grammar files."""

    SILENT = 0  # no text at all: a plain repost
    CHAT = auto()
    REPLY = auto()
    COMMENT = auto()  # added to a repost
    HEADLINE = auto()  # names the article that is linked
    SHARE = auto()  # what a share button writes
    VIRAL = auto()  # copied on by hand, word by word
    PETITION = auto()
    ANNOUNCE = auto()  # the car maker itself
    RIVALANNOUNCE = auto()
    IDOLANNOUNCE = auto()
    PRAISE = auto()
    CRITIC = auto()
    SLOGAN = auto()
    CLUBSLOGAN = auto()
    RIVALSLOGAN = auto()
    MANUSCRIPT = auto()
    COMPARISON = auto()
    SWARM = auto()
    PROVOKE = auto()
    DECOY = auto()


@dataclass(frozen=True, slots=True)
class Spin:
    """How a paid text is put together.

    Attributes:
        sentences: Sentences taken from the bank of that voice.
        story: The copy opens with a made-up personal story, the same in each copy of it.
    """

    sentences: int
    story: bool


SPUN: dict[Voice, Spin] = {
    Voice.MANUSCRIPT: Spin(sentences=4, story=True),
    Voice.COMPARISON: Spin(sentences=3, story=True),
    Voice.SWARM: Spin(sentences=1, story=False),
    Voice.PROVOKE: Spin(sentences=1, story=False),
    Voice.DECOY: Spin(sentences=1, story=True),
}

# The subject of these decides the wording: every copy reads the same but for its {#}.
COPIED = (Voice.VIRAL, Voice.PETITION, Voice.HEADLINE)
