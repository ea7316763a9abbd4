"""The signs by which the kind of a manuscript is judged.

Weights are our choice, in round numbers: they say how much more often we expect a sign with one
kind than with the others. They were changed while looking at real sets and demo campaigns, so that
no set named in this repository is unseen. They are no estimates: nobody has a fair sample of all
manuscripts. That a manuscript is not accused lightly lies in its prior, one in thirty
(docs/explanation/manuscripts.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from manuscripts.kinds.names import (
    ADVERTISEMENT,
    APP_TEMPLATE,
    FAN_SCRIPT,
    MANUSCRIPT,
    PETITION,
    PHRASE,
    QUOTATION,
    SERIES,
    SHARE_BUTTON,
    UNCLEAR,
    VIRAL,
)
from manuscripts.kinds.sign import Known, Sign

PRIORS: Final[dict[str, float]] = {
    MANUSCRIPT: -3.4,
    SHARE_BUTTON: -1.0,
    APP_TEMPLATE: -1.0,
    PETITION: -1.0,
    FAN_SCRIPT: -1.0,
    ADVERTISEMENT: -1.0,
    VIRAL: -0.7,
    QUOTATION: -0.7,
    PHRASE: -0.7,
    SERIES: -1.0,
    UNCLEAR: 0.0,
}
"""Kind -> what it scores before anything is seen, in nats."""

MOST: Final = 0.5
"""Share of the copies that must have a mark for it to count."""
SHORT_BYTES: Final = 48
"""16 Chinese characters or 48 Latin letters: below, people meet in the same words by chance."""
FEW_COPIES: Final = 5
FEW_WORDINGS: Final = 12
TREE_SITES: Final = 2
SOME_SITES: Final = 4
MANY_SITES: Final = 6
CLOSED: Final = 0.05
MIXED: Final = 0.1
OPEN: Final = 0.2


def _mark(trait: str) -> Callable[[Known], bool]:
    return lambda known: known.share(trait) >= MOST


def _says(trait: str, words: str) -> Callable[[Known], str]:
    return lambda known: f"{known.share(trait):.0%} of the copies {words}"


def _few(part: float) -> str:
    return f"only {part:.0%}" if part >= 0.005 else "hardly any"


def _varies(known: Known) -> bool:
    titled = known.share("title") >= 0.3 and known.share("titles") >= 0.2
    return titled or known.share("identical") < MOST


def _recombines(known: Known, least: int, wordings: int, most: int = 1 << 30) -> bool:
    return least <= known.share("sites") <= most and known.share("wordings") >= wordings


def _closed(known: Known) -> bool:
    return known.share("novelty") <= MIXED


def _places(known: Known) -> str:
    return (
        f"{known.share('sites'):.0f} places were found that are filled independently of each other "
        f"in {known.share('wordings'):.0f} wordings"
    )


SIGNS: Final[tuple[Sign, ...]] = (
    # --- how the wordings differ -----------------------------------------------------------------
    Sign(
        "many places recombine",
        lambda known: _recombines(known, MANY_SITES, FEW_WORDINGS) and _closed(known),
        {MANUSCRIPT: 5.0},
        _places,
        "a form with many blanks that people fill in",
    ),
    Sign(
        "many places recombine among others",
        lambda known: _recombines(known, MANY_SITES, FEW_WORDINGS) and not _closed(known),
        {MANUSCRIPT: 2.0},
        _places,
        "wishes that many people put together from the same phrases",
    ),
    Sign(
        "some places recombine",
        lambda known: _recombines(known, SOME_SITES, 2 * FEW_WORDINGS, MANY_SITES - 1),
        {MANUSCRIPT: 2.5},
        _places,
        "wishes that many people put together from the same phrases",
    ),
    Sign(
        "the wordings are a tree",
        lambda known: _recombines(known, 0, FEW_WORDINGS, TREE_SITES),
        {MANUSCRIPT: -2.5, VIRAL: 0.7, QUOTATION: 0.7, PHRASE: 0.4},
        lambda known: (
            f"its {known.share('wordings'):.0f} wordings do not recombine: each is an "
            "edit of another one, as when people copy from each other"
        ),
        "a spinner with one or two slots",
    ),
    Sign(
        "no words of one's own",
        lambda known: (
            known.share("wordings") >= FEW_WORDINGS
            and known.share("novelty") <= CLOSED
            and known.share("identical") <= 0.3
        ),
        {MANUSCRIPT: 1.5},
        lambda known: (
            f"copies differ, but {_few(known.share('novelty'))} of their passages are in one "
            "wording alone"
        ),
        "a long text that people shorten at different ends",
    ),
    Sign(
        "words of one's own",
        lambda known: known.share("wordings") >= FEW_WORDINGS and known.share("novelty") >= OPEN,
        {MANUSCRIPT: -2.0, PHRASE: 0.4},
        lambda known: (
            f"{known.share('novelty'):.0%} of the passages are in one wording alone: "
            "people add words of their own"
        ),
        "chatter around a planted sentence",
    ),
    Sign(
        "word for word",
        _mark("identical"),
        {VIRAL: 0.7, QUOTATION: 0.7, PETITION: 0.4, MANUSCRIPT: -0.7},
        _says("identical", "are word for word the same"),
        "a paid hand that copies and pastes",
    ),
    Sign(
        "slots",
        lambda known: known.closed_slots >= SOME_SITES,
        {MANUSCRIPT: 0.7},
        lambda known: f"its template has {known.closed_slots} slots with repeated alternatives",
        "edits of people that others copied on",
    ),
    Sign(
        "a blank to fill in",
        lambda known: known.free_slots >= 1 and known.closed_slots <= 1,
        {MANUSCRIPT: -1.5, SHARE_BUTTON: 0.7, SERIES: 0.4},
        lambda known: "its template has nothing but blanks in which each copy has its own",
        "a spinner that puts in names or numbers",
    ),
    # --- what the words say ----------------------------------------------------------------------
    Sign(
        "a button tells its app",
        lambda known: known.share("app") >= MOST and _varies(known),
        {SHARE_BUTTON: 5.0, APP_TEMPLATE: 3.5, MANUSCRIPT: -2.0},
        _says("app", "name an app or what its user did with it, around a title of their own"),
        "software that imitates a share button",
    ),
    Sign(
        "an app tells its name",
        lambda known: known.share("app") >= MOST and not _varies(known),
        {APP_TEMPLATE: 5.0, SHARE_BUTTON: 3.5, MANUSCRIPT: -2.0},
        _says("app", "name an app or what its user did with it, in the same words"),
        "software that imitates an app",
    ),
    Sign(
        "a call to sign",
        _mark("petition"),
        {PETITION: 5.0, MANUSCRIPT: -0.7},
        _says("petition", "call to sign or to protest"),
        "a manuscript that plays a petition",
    ),
    Sign(
        "a call to pass on",
        _mark("spread"),
        {PETITION: 4.5, MANUSCRIPT: -0.7},
        _says("spread", "ask to be passed on"),
        "a manuscript that asks for it",
    ),
    Sign(
        "a prize or an offer",
        _mark("prize"),
        {ADVERTISEMENT: 4.0, MANUSCRIPT: -0.7},
        _says("prize", "name a prize, an offer or a page to follow"),
        "anger about an offer",
    ),
    Sign(
        "a link, again and again",
        lambda known: known.share("link") >= 0.8 and known.posts >= 3 * known.accounts,
        {ADVERTISEMENT: 2.3},
        _says("link", "have a link, and accounts repeat it"),
        "a newsroom and its branches",
    ),
    Sign(
        "a slogan",
        _mark("fan"),
        {FAN_SCRIPT: 3.5},
        _says("fan", "have words of a fan community"),
        "a manuscript about a fan community",
    ),
    Sign(
        "words of another",
        lambda known: (
            # people quote what an app wrote and what calls for something: that comes first
            max(known.share("quote"), known.share("title")) >= MOST
            and max(known.share("app"), known.share("petition"), known.share("spread")) < MOST
        ),
        {QUOTATION: 3.0, MANUSCRIPT: -0.4},
        lambda known: (
            f"{max(known.share('quote'), known.share('title')):.0%} of the copies have "
            "the marks of a quotation, a headline or a report"
        ),
        "a manuscript that opens with a headline",
    ),
    Sign(
        "short",
        lambda known: 0 < known.share("length") < SHORT_BYTES,
        {PHRASE: 2.3, VIRAL: -0.7, QUOTATION: -0.4, MANUSCRIPT: -0.7},
        lambda known: (
            f"half of the copies have no more than {known.share('length'):.0f} bytes of letters"
        ),
        "a slogan that a paid hand posts",
    ),
    Sign(
        "long enough to be copied",
        lambda known: known.share("length") >= SHORT_BYTES and known.share("repeated") >= 0.4,
        {VIRAL: 2.0, QUOTATION: 1.0},
        _says("repeated", "have a wording that others have as well, too long for chance"),
        "software that posts one text unchanged",
    ),
    # --- how it was spread -----------------------------------------------------------------------
    Sign(
        "few accounts, many posts",
        lambda known: 0 < known.accounts <= 3 and known.posts >= 3 * known.accounts,
        {SERIES: 4.0},
        lambda known: f"{known.accounts} accounts wrote all of the {known.posts} copies",
        "a manuscript at its beginning",
    ),
    Sign(
        "a habit",
        lambda known: (
            known.posts >= 10
            and known.share("span_days") >= 7
            and known.share("busiest_day") <= 0.25
        ),
        {FAN_SCRIPT: 1.0, PHRASE: 1.0, SHARE_BUTTON: 0.4, APP_TEMPLATE: 0.4, MANUSCRIPT: -0.7},
        lambda known: (
            f"it is spread over {known.share('span_days'):.0f} days, no day has more than "
            f"{known.share('busiest_day'):.0%} of it"
        ),
        "a campaign that lasts",
    ),
    Sign(
        "under many posts",
        lambda known: known.share("roots") >= 5 and known.share("busiest_root") <= MOST,
        {PHRASE: 0.7},
        lambda known: f"it stands under {known.share('roots'):.0f} posts",
        "comments that are ordered under many posts",
    ),
    Sign(
        "under one post",
        lambda known: known.accounts >= 10 and known.share("busiest_root") >= 0.9,
        {FAN_SCRIPT: 0.7},
        _says("busiest_root", "stand under one post"),
        "comments that are ordered under a post",
    ),
    Sign(
        "one account, several wordings",
        lambda known: (
            known.accounts >= 5
            and known.share("repeaters") >= 0.3
            and known.share("identical") <= 0.2
            and known.share("novelty") <= CLOSED
        ),
        {MANUSCRIPT: 1.5},
        lambda known: (
            f"{known.share('repeaters'):.0%} of the accounts posted it again, and hardly "
            "two copies are the same"
        ),
        "people who repeat a wish",
    ),
    Sign(
        "one client",
        lambda known: (
            known.accounts >= 10
            and known.share("busiest_client") >= 0.9
            and 0 < known.share("client_elsewhere") <= 0.2
        ),
        {MANUSCRIPT: 0.7, APP_TEMPLATE: 1.0, SHARE_BUTTON: 1.0},
        lambda known: (
            f"{known.share('busiest_client'):.0%} came from one client, which "
            f"{known.share('client_elsewhere'):.0%} of all posts come from"
        ),
        "an app that many people have",
    ),
    # --- what is too little ----------------------------------------------------------------------
    Sign(
        "few copies",
        lambda known: known.posts < FEW_COPIES or known.accounts < 3,
        {UNCLEAR: 1.5},
        lambda known: f"there are {known.posts} copies by {known.accounts} accounts only",
        "every text begins so",
    ),
)
"""Every sign but that of membership, which is not of the text: judge.py adds it."""

MEMBERS: Final = Sign(
    "members of rings",
    _mark("members_share"),
    {MANUSCRIPT: 2.0, PHRASE: -1.5},
    _says("members_share", "are by members of rings"),
    "a ring of people who quote: membership says who, not how",
)
"""Counts beside the other signs, and never instead of them: see judge.LEAST_OF_ITS_OWN."""

MEMBERS_ALONE: Final = Sign(
    "members, and nothing in the text",
    MEMBERS.holds,
    {UNCLEAR: 2.5, PHRASE: -1.5},
    lambda known: (
        f"{known.share('members_share'):.0%} of the copies are by members of rings, but "
        "the text does not tell whether software wrote them or people copied them"
    ),
    "a ring of people who quote",
)
"""Stands for `MEMBERS` where the other signs come to less."""
