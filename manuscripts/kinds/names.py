"""What a text in copies can be, in words for people."""

from __future__ import annotations

from typing import Final

MANUSCRIPT: Final = "manuscript"
SHARE_BUTTON: Final = "share button"
APP_TEMPLATE: Final = "app template"
PETITION: Final = "petition"
FAN_SCRIPT: Final = "fan script"
ADVERTISEMENT: Final = "advertisement"
VIRAL: Final = "viral text"
QUOTATION: Final = "quotation"
PHRASE: Final = "phrase"
SERIES: Final = "series"
UNCLEAR: Final = "unclear"

KINDS: Final[dict[str, str]] = {
    MANUSCRIPT: "a text that software or a paid hand spun or planted",
    SHARE_BUTTON: "what a share button writes around the title of a page",
    APP_TEMPLATE: "what an app writes in the name of its users",
    PETITION: "a call to sign, to protest or to pass on, which people copy as it stands",
    FAN_SCRIPT: "a slogan or a wish that a community repeats",
    ADVERTISEMENT: "a prize draw or an advertisement that people or shops pass on",
    VIRAL: "a text that people pass on by hand: a joke, a saying, a story",
    QUOTATION: "words of somebody else: news, a headline, lyrics, a post that is quoted",
    PHRASE: "a few everyday words that people find by themselves",
    SERIES: "posts that one or a few accounts write to a pattern of their own",
    UNCLEAR: "too little is known, or what is known speaks for several kinds",
}
"""Kind -> what it means. Only the first is a manuscript; `unclear` accuses nobody."""
