"""The invented world: topics with their hashtags and articles, names, domains, paid pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.clock import Period
from demo.language import Language, load_language, roll
from demo.ledger import Ints
from demo.options import CampaignOptions

PLATFORMS = ("weibo", "x")
LANGUAGES = ("zh", "en")
FIELDS = 12
ACCOUNTS_PER_TOPIC = 250
TAGS_PER_TOPIC = 12
ARTICLES_PER_TOPIC = 30
# Names below .example belong to nobody (RFC 2606): no real site is named.
PAPERS = (
    "lantern-daily",
    "riverpost",
    "morning-mist",
    "old-harbour-times",
    "quill-and-ink",
    "fourth-street",
    "oakhollow-echo",
    "saltby-observer",
    "eastfen-mail",
    "the-weathercock",
    "stonereach-review",
    "paper-kite",
    "qingshi-bao",
    "yunling-wan-bao",
    "nanpu-shibao",
    "baisha-news",
    "liuqiao-kan",
    "wanghai-zhoukan",
)

# (name, tag on weibo, tag on x)
NAMED_TAGS = (
    ("launch", "奥岚燕鸥发布", "OrvaneTern"),
    ("maker", "奥岚汽车", "Orvane"),
    ("rival", "凯思沃逐浪", "KestovarDrift"),
    ("clubA", "燕鸥车友会", "TernClub"),
    ("clubB", "逐浪车友会", "DriftRiders"),
    ("clubC", "黎雾", "LumiAshdown"),
    ("petition", "维修权", "RightToRepair"),
    ("brakes", "燕鸥刹车", "TernBrakes"),
    ("refund", "奥岚退订", "OrvaneRefund"),
    ("versus", "燕鸥对比逐浪", "TernVsDrift"),
    ("war", "燕鸥车友会道歉", "TernClubApologise"),
    ("war2", "逐浪车友会道歉", "DriftRidersApologise"),
)
REVIEW_PAGES = (
    "https://fair-car-tests.example/compare/tern-drift",
    "https://fair-car-tests.example/brakes/2026",
    "https://motor-verdict.example/reviews/orvane-tern",
    "https://motor-verdict.example/range/winter-route",
    "https://family-wheels.example/which-is-safer",
    "https://road-ledger.example/owners/orvane",
)
DECOY_PAGES = tuple(f"https://tern-owners-truth.example/files/{n}" for n in range(101, 117))
PETITION_PAGES = ("https://sign-here.example/p/repair", "https://sign-here.example/p/library")


@dataclass(frozen=True, slots=True)
class World:
    """What there is to post about. Tags and URLs are referred to by their position.

    A topic is a field of life in a place: topic k belongs to field k mod FIELDS.
    """

    topics: int
    tags: tuple[str, ...]
    urls: tuple[str, ...]
    article_at: Ints  # seconds since 1970, of the first urls
    named: dict[str, int]
    reviews: Ints
    decoys: Ints
    petitions: Ints

    def topic_tag(self, topic: Ints, platform: Ints, place: Ints) -> Ints:
        """Return the tags at these places of popularity in the topics."""
        return (topic * len(PLATFORMS) + platform) * TAGS_PER_TOPIC + place

    def article(self, topic: Ints, platform: Ints, place: Ints) -> Ints:
        """Return the articles at these places of popularity in the topics."""
        return (topic * len(PLATFORMS) + platform) * ARTICLES_PER_TOPIC + place

    def tag(self, name: str, platform: int) -> int:
        """Return a tag of the story (`NAMED_TAGS`) as it is written on a platform."""
        return self.named[name] + platform


def build_world(options: CampaignOptions, period: Period) -> World:
    """Invent the topics, tags and articles for a population of this size."""
    topics = max(FIELDS, options.organic_accounts // ACCOUNTS_PER_TOPIC)
    languages = [load_language(code) for code in LANGUAGES]
    tags: list[str] = []
    urls: list[str] = []
    dice = roll([options.seed, 11])
    for topic in range(topics):
        for language in languages:
            tags += _topic_tags(language, topic)
            urls += [_address(topic, n, next(dice)) for n in range(ARTICLES_PER_TOPIC)]
    first = len(tags)
    articles = len(urls)
    rng = np.random.default_rng([options.seed, 12])
    pages = [REVIEW_PAGES, DECOY_PAGES, PETITION_PAGES]
    starts = articles + np.cumsum([0, *map(len, pages)])
    return World(
        topics=topics,
        tags=(*tags, *(tag for _, *both in NAMED_TAGS for tag in both)),
        urls=(*urls, *(page for group in pages for page in group)),
        article_at=rng.integers(period.start - 86400, period.end, articles),
        named={name: first + 2 * n for n, (name, *_) in enumerate(NAMED_TAGS)},
        reviews=np.arange(starts[0], starts[1]),
        decoys=np.arange(starts[1], starts[2]),
        petitions=np.arange(starts[2], starts[3]),
    )


def _topic_tags(language: Language, topic: int) -> list[str]:
    """Return the tags of a topic, most popular first: things of its field in its places."""
    things = language.things[topic % FIELDS]
    places = language.words["place"]
    round_ = topic // FIELDS
    tags: list[str] = []
    for n in range(TAGS_PER_TOPIC):
        place = places[(round_ + n) % len(places)]
        thing = things[(n + round_ // len(places)) % len(things)]
        words = f"{place} {thing}"
        tag = "".join(w[:1].upper() + w[1:] for w in words.replace("'", "").split())
        turn = round_ // (len(places) * len(things))
        tags.append(f"{tag}{turn}" if turn else tag)
    return tags


def _address(topic: int, number: int, draw: int) -> str:
    paper = PAPERS[draw % len(PAPERS)]
    return f"https://{paper}.example/2026/{topic + 1:03}/{number:02}-{draw % 99991:05}"
