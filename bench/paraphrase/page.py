"""The page of figures."""

from __future__ import annotations

from bench.measure import machine, table
from bench.paraphrase.generator import STRENGTHS
from bench.paraphrase.recall import (
    ALONE,
    ANCHORS,
    FINDERS,
    TOGETHER,
    TRIALS,
    Share,
    by_meaning,
    recall,
)
from manuscripts.embedding import FALSE, Embedding

LANGUAGES = {"en": "English", "zh": "Chinese"}
HEAD = f"""# What is found of paraphrased manuscripts

How far a manuscript may be said in other words until its copies are no longer found. Written by
`python -m bench.paraphrase --write`.

Six invented complaints, three in each language (bench/paraphrase/bank.yaml). A paraphrase draws
synonyms, puts its sentences in another order, and says more and more of them in other words and
registers: casual, official, mocking. Every collection holds {ANCHORS} copies of each manuscript
with some synonyms, the paraphrases, and everyday texts and complaints of others. A paraphrase is
found when it is in one cluster with most of these {ANCHORS}. *Alone*: {ALONE} paraphrase of each
manuscript in a collection, {TRIALS} collections. *Together*: {TOGETHER} of each in one collection:
they may be found through each other, and they may also come to stand as manuscripts of their own,
which does not count here. The bank knows three other wordings of each sentence, each with slots; a
language model knows any number.
"""
LIMIT = """
## The limit

Words find what keeps words. Whole texts are found while most of the wording is left; sentences
are found while about half of them are. A manuscript that a language model writes anew for each
account has no sentence in common with the next copy: **no part of Marionet that compares words
finds it, and none of the figures of a profile counts it.** What is left then is how accounts act:
the same pages, the same targets in the same hours, orders that are carried out together
(docs/explanation/method.md). A low count of copies is no sign that there was no campaign.
"""


def page(embed: Embedding | None, name: str) -> str:
    """Measure everything and return the page."""
    parts = [HEAD, f"Machine: {machine()}.", ""]
    for code, language in LANGUAGES.items():
        parts += [f"## {language}: share of the paraphrases that are found", "", _words(code), ""]
    parts += [LIMIT.strip(), ""]
    if embed is not None:
        parts += [_meaning(embed, name), ""]
    return "\n".join(parts).rstrip() + "\n"


def _words(language: str) -> str:
    header = ["paraphrase", *(f"{how}, {n}" for n in FINDERS for how in ("alone", "together"))]
    rows = [
        [
            strength.name,
            *(
                recall(find, language, strength, copies, trials).told()
                for find in FINDERS.values()
                for copies, trials in ((ALONE, TRIALS), (TOGETHER, 1))
            ),
        ]
        for strength in STRENGTHS
    ]
    return table(header, rows)


def _meaning(embed: Embedding, name: str) -> str:
    found = {language: by_meaning(embed, code) for code, language in LANGUAGES.items()}
    rows = [
        [strength.name, *(one.copies[n].told() for one in found.values())]
        for n, strength in enumerate(STRENGTHS)
    ]
    rows.append(["*everyday texts, by mistake*", *(_counts(one.chatter) for one in found.values())])
    rows.append(
        [
            "*others on the same subject, by mistake*",
            *(_counts(one.others) for one in found.values()),
        ]
    )
    return "\n".join(
        [
            "## What an embedding proposes",
            "",
            f"Share that `manuscripts.embedding.join_by_meaning` proposes with {name}, with a "
            f"limit that a share of {FALSE} of everyday texts exceed. Proposals are leads "
            "for a person: they are no evidence, and enter no count.",
            "",
            table(["text", *found], rows),
        ]
    )


def _counts(share: Share) -> str:
    return f"{share.found} of {share.all}"
