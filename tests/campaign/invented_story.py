"""A campaign small enough to read: two rings, two clubs of fans, a launch on the eleventh day.

`weibo` copies one manuscript against the Tern (奥岚燕鸥) and sets it under the Drift (凯思沃逐浪);
`x` is in both clubs' colours and provokes in both. Twenty organic accounts of each platform live
on, some are fans, one of them wrote what the ring copied later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from campaign.watchlist import Entity, Watchlist
from tests.campaign.invented_collection import Invented, at

LAUNCH = datetime(2026, 3, 12, 12, tzinfo=UTC)
SMEAR = (
    "{0}，这台燕鸥开了三个月，刹车在高速上{1}，去店里他们却{2}。"
    "同样的价钱，燕鸥比不上逐浪，{3}千万别上当。"
)
SLOTS = (
    ("说句实话", "讲真的", "不吹不黑"),
    ("失灵", "没反应", "踩不动"),
    ("嘲笑我", "不理我"),
    ("大家", "朋友们"),
)
EVERYDAY = (
    "今天的牛肉面真不错，记录一下",
    "周末在江边拍到日出",
    "the kids adopted a cat, feeling good",
    "new trainers and a trail full of mud",
    "图书馆的旧书店关门了，有点难过",
)
_TERN_CLUB = ("TernClub", "Tern Club", "燕鸥车友会")
_DRIFT_RIDERS = ("DriftRiders", "Drift Riders", "逐浪车友会")
_ENTITIES = (
    # slug, name, kind, side, further names, of
    ("orvane", "Orvane", "brand", "own", ("奥岚", "奥岚汽车"), None),
    ("tern", "Tern", "product", "own", ("Orvane Tern", "燕鸥", "奥岚燕鸥"), "ent:orvane"),
    ("kestovar", "Kestovar", "brand", "competitor", ("凯思沃",), None),
    ("drift", "Drift", "product", "competitor", ("Kestovar Drift", "逐浪"), "ent:kestovar"),
    ("tern-club", "Tern Club", "community", "own", _TERN_CLUB, "ent:tern"),
    ("drift-riders", "Drift Riders", "community", "competitor", _DRIFT_RIDERS, "ent:drift"),
)
WATCHED = Watchlist(
    name="The launch of the Tern",
    entities=(
        *(
            Entity(f"ent:{slug}", name, kind, side, tuple(dict.fromkeys((name, *more))), of)
            for slug, name, kind, side, more, of in _ENTITIES
        ),
        Entity("ent:launch", "Launch", "event", aliases=("燕鸥发布", "TernLaunch"), at=LAUNCH),
        Entity("ent:水军", "水军", "term", aliases=("水军",), explanation="Accounts paid to post."),
    ),
    source=b"by hand",
)


@dataclass(frozen=True)
class Story:
    """The collection, its watch list, and who is who.

    Attributes:
        smear: Members of the ring `weibo`.
        provokers: Members of the ring `x`.
        tern_fans: Organic fans of one club, on x.
        drift_fans: Organic fans of the other.
        copies: Posts that are copies of the manuscript, by members, in order of time.
        first_copy: The same text by an organic account, older than all of them.
    """

    invented: Invented
    watchlist: Watchlist
    smear: tuple[str, ...]
    provokers: tuple[str, ...]
    tern_fans: tuple[str, ...]
    drift_fans: tuple[str, ...]
    copies: tuple[str, ...]
    first_copy: str


def tell(invented: Invented) -> Story:
    """Write the story into an empty collection."""
    smear = tuple(f"weibo:9{n:02}" for n in range(1, 9))
    provokers = tuple(f"x:9{n:02}" for n in range(1, 7))
    organic = [f"{platform}:1{n:02}" for platform in ("weibo", "x") for n in range(1, 21)]
    tern_fans, drift_fans = tuple(organic[20:25]), tuple(organic[25:30])
    _register(invented, smear + provokers, organic)
    for n, account in enumerate((*organic, *smear, *provokers)):
        for day in range(14):
            if (n * 5 + day * 3) % 4 == 0:
                text = EVERYDAY[(n + day) % len(EVERYDAY)]
                invented.post(account, text, at(day, n * 7), client="phone")
    invented.post("weibo:101", "提了燕鸥，底盘真不错", at(4, 30), client="phone", likes=3)
    invented.post("weibo:102", "奥岚的客服让我等，逐浪也看看", at(6, 12), client="phone")
    first_copy = invented.post("weibo:103", _copy(0), at(2, 5), client="phone", likes=40, views=900)
    _cheer(invented, tern_fans, drift_fans)
    copies = _smear(invented, smear)
    _provoke(invented, provokers, tern_fans, drift_fans)
    invented.ring("ring-01", *smear)
    invented.ring("ring-02", *provokers)
    invented.ring("audience-01", *tern_fans, tier="audience-like")
    return Story(
        invented, WATCHED, smear, provokers, tern_fans, drift_fans, tuple(copies), first_copy
    )


def _register(invented: Invented, paid: tuple[str, ...], organic: list[str]) -> None:
    for n, account in enumerate(paid):
        name = f"用户{7310000 + n * 17}"
        looks = {"avatar": "https://img.example/default.png", "followers": 0, "name": name}
        invented.account(account, created_at=at(-20, n), **looks)
    for n, account in enumerate(organic):
        looks = {"avatar": f"https://img.example/{n}.png", "followers": 10 + n * n}
        invented.account(account, created_at=at(-900 + 20 * n), name=f"Person {n}", **looks)


def _copy(n: int) -> str:
    return SMEAR.format(*(words[(n // (k + 1)) % len(words)] for k, words in enumerate(SLOTS)))


def _smear(invented: Invented, members: tuple[str, ...]) -> list[str]:
    """Copies on four days within minutes, and reposts of the first of each day by the others."""
    copies: list[str] = []
    for day in (3, 5, 8, 10):
        first = len(copies)
        for n, account in enumerate(members):
            copy = invented.post(account, _copy(day + n), at(day, 60 + n), client="robot")
            copies.append(copy)
            if n:
                invented.post(
                    account, "转发微博", at(day, 90 + n), client="robot", repost_of=copies[first]
                )
    invented.post("weibo:104", "转发微博", at(10, 200), client="phone", repost_of=copies[-8])
    return copies


def _cheer(invented: Invented, tern_fans: tuple[str, ...], drift_fans: tuple[str, ...]) -> None:
    for fans, tag, car in ((tern_fans, "TernClub", "Tern"), (drift_fans, "DriftRiders", "Drift")):
        for day in (1, 4, 7, 11):
            first = invented.post(fans[0], f"#{tag} we love our {car}", at(day, 20), client="phone")
            for n, fan in enumerate(fans[1:], 1):
                invented.post(fan, "so true", at(day, 40 + 30 * n), client="phone", reply_to=first)
                invented.post(fan, f"proud to be in #{tag}", at(day, 400 + n), client="phone")


def _provoke(
    invented: Invented,
    members: tuple[str, ...],
    tern_fans: tuple[str, ...],
    drift_fans: tuple[str, ...],
) -> None:
    """As a fan of one club against the other and the other way round; organic fans answer."""
    sides = (("TernClub", "Drift Riders", drift_fans), ("DriftRiders", "Tern Club", tern_fans))
    for day in (3, 6, 9, 10):
        for own, other, answering in sides:
            for n, account in enumerate(members):
                text = f"#{own} we are the best, {other} are liars and losers, apologise now"
                attack = invented.post(account, text, at(day, 600 + n), client="robot")
                if n == day % 3:
                    invented.post(answering[n], "you lie", at(day, 640), reply_to=attack)
