"""The techniques of the DISARM Red framework that rules may name.

Ids and names are those of version 1.6 of the framework (content of 22 November 2024), by the DISARM
Foundation, licensed CC BY-SA 4.0 (https://github.com/DISARMFoundation/DISARMframeworks). Only ids
and names are repeated here, unchanged; no description is.
"""

from __future__ import annotations

import re
from typing import Final

VERSION: Final = "1.6"
LICENCE: Final = "CC BY-SA 4.0"
ATTRIBUTION: Final = (
    f"Technique ids and names: DISARM Red framework {VERSION}, DISARM Foundation, {LICENCE}, "
    "https://github.com/DISARMFoundation/DISARMframeworks."
)
FORM: Final = re.compile(r"T\d{4}(\.\d{3})?")

TECHNIQUES: Final[dict[str, str]] = {
    "T0015.001": "Use Existing Hashtag",
    "T0015.002": "Create New Hashtag",
    "T0023": "Distort Facts",
    "T0023.001": "Reframe Context",
    "T0049": "Flood Information Space",
    "T0049.002": "Flood Existing Hashtag",
    "T0049.003": "Bots Amplify via Automated Forwarding and Reposting",
    "T0049.005": "Conduct Swarming",
    "T0060": "Continue to Amplify",
    "T0066": "Degrade Adversary",
    "T0076": "Distort",
    "T0079": "Divide",
    "T0083": "Integrate Target Audience Vulnerabilities into Narrative",
    "T0084.001": "Use Copypasta",
    "T0085.001": "Develop AI-Generated Text",
    "T0085.008": "Machine Translated Text",
    "T0091": "Recruit Malign Actors",
    "T0093.001": "Fund Proxies",
    "T0093.002": "Acquire Botnets",
    "T0096.002": "Outsource Content Creation to External Organisations",
    "T0116.001": "Post Inauthentic Social Media Comment",
    "T0118": "Amplify Existing Narrative",
    "T0119.001": "Post across Groups",
    "T0119.002": "Post across Platform",
    "T0121": "Manipulate Platform Algorithm",
    "T0135.001": "Smear",
    "T0139": "Dissuade from Acting",
    "T0140.001": "Defame",
    "T0143.002": "Fabricated Persona",
    "T0144.002": "Persona Template",
    "T0145.001": "Copy Account Imagery",
    "T0145.002": "AI-Generated Account Imagery",
    "T0145.007": "Stock Image Account Imagery",
    "T0146": "Account Asset",
    "T0146.001": "Free Account Asset",
    "T0148": "Financial Instrument",
    "T0150.001": "Newly Created Asset",
}
"""Technique id -> name. More than rules assert: the rest is in no collection of posts."""

RETIRED: Final = ("T0090", "T0099", "T0104")
"""Families of ids that older versions had and 1.6 has no more."""


def name_of(technique: str) -> str:
    """Return the name of a technique.

    Raises:
        ValueError: The id has another form, was retired, or is not on the list.
    """
    if not FORM.fullmatch(technique):
        raise ValueError(f"{technique!r} is no technique id; they look like T0049 or T0049.003")
    if technique.split(".")[0] in RETIRED:
        raise ValueError(f"{technique} was retired before version {VERSION} of the framework")
    if technique not in TECHNIQUES:
        raise ValueError(f"{technique} is not on the list of techniques that rules may name")
    return TECHNIQUES[technique]
