"""The suites of planted collections, by name."""

from __future__ import annotations

from collections.abc import Callable

from bench.detection import line_up
from bench.detection.backgrounds import BACKGROUNDS, AbsentError
from bench.detection.figures import (
    Figure,
    Result,
    Settings,
    at_least,
    at_most,
    details,
    quality,
)
from bench.detection.ledger import WEIBO, X
from bench.detection.negatives import FANS
from bench.detection.spec import Spec
from bench.detection.trial import Trial, trial

POSTS = 60_000
LARGE = 100
"""Members of a ring whose type must be found nearly whole."""


def quick(settings: Settings) -> Result:
    """A bit of everything, within a minute."""
    trials = _trials(line_up.quick(), settings)
    return Result(
        "quick",
        (*quality("quick", trials, (0.995, 0.97, 0.97)), _harmless(trials)),
        details(trials),
    )


def planted(settings: Settings) -> Result:
    """Twelve rings, naive and moderate."""
    figures: list[Figure] = []
    tables: list[str] = []
    for level in ("naive", "moderate"):
        trials = _trials(_spec(level, settings), settings)
        figures += [*quality(f"planted, {level}", trials, (0.995, 0.995, 0.995)), _harmless(trials)]
        tables += details(trials)
    return Result("planted", tuple(figures), tuple(tables))


def hard(settings: Settings) -> Result:
    """Twelve rings, hard evasion."""
    trials = _trials(_spec("hard", settings), settings)
    figures = (*quality("planted, hard", trials, (0.995, 0.99, 0.99)), _harmless(trials))
    return Result("hard", figures, details(trials))


def types(settings: Settings) -> Result:
    """Each type of ring in each background."""
    figures: list[Figure] = []
    tables: list[str] = []
    posts = settings.posts or POSTS
    for background in BACKGROUNDS:
        platform = WEIBO if background == "weibo_ced" else X
        spec = Spec("types", posts, posts // 4, background, line_up.types(platform), FANS)
        try:
            trials = _trials(spec, settings)
        except AbsentError as absent:
            tables.append(str(absent))
            continue
        figures += [
            at_least(f"{background}: {plan.name}", 0.97, [_recall(t, plan.name) for t in trials])
            for plan in spec.rings
            if plan.members >= LARGE
        ]
        figures.append(_precision(f"{background}: precision", trials))
        figures.append(_told(f"{background}: ARI", [one.score.ari for one in trials]))
        tables += details(trials)
    return Result("types", tuple(figures), tuple(tables))


def small(settings: Settings) -> Result:
    """Rings of 10 to 30 accounts, and of fewer."""
    posts = settings.posts or POSTS // 2
    trials = _trials(
        Spec("small", posts, posts // 4, rings=line_up.small(), negatives=FANS), settings
    )
    tiny = _trials(Spec("tiny", posts, posts // 4, rings=line_up.tiny(), negatives=FANS), settings)
    figures = (
        at_least("rings of 10 to 30: recall", 0.9, [t.score.recall for t in trials]),
        at_least("rings of 10 to 30: precision", 0.95, [t.score.precision for t in trials]),
        _told("rings of 10 to 30: ARI", [t.score.ari for t in trials]),
        _told("rings of 5 to 9: recall", [t.score.recall for t in tiny]),
        _told("rings of 5 to 9: precision", [t.score.precision for t in tiny]),
    )
    return Result("small", figures, (*details(trials), *details(tiny)))


def two_task(settings: Settings) -> Result:
    """Rings that met twice only, or again and again at one post."""
    posts = settings.posts or POSTS // 2
    spec = Spec("two-task", posts, posts // 4, rings=line_up.two_task(), negatives=FANS)
    trials = _trials(spec, settings)
    figures = [
        at_least(f"two tasks, {kind}: recall", 0.8, [_recall_of(t, kind) for t in trials])
        for kind in ("replay", "same-second", "visits")
    ]
    figures += [
        _precision("two tasks: precision", trials),
        at_most("two tasks: fans flagged", 0, [_flagged(t)[0] for t in trials]),
    ]
    return Result("two-task", tuple(figures), details(trials))


def fans(settings: Settings) -> Result:
    """Fan clubs of three kinds without a ring."""
    trials = _trials(line_up.fans(settings.posts or POSTS), settings)
    figures = (
        _harmless(trials),
        at_most("fans: rings found", 0, [len(t.pure) for t in trials]),
    )
    return Result("fans", figures, details(trials))


def camouflage(settings: Settings) -> Result:
    """The moderate collection with 0 to 90 % of camouflage."""
    posts = settings.posts or POSTS
    runs = [_trials(line_up.camouflaged(share, posts), settings) for share in (0.0, 0.3, 0.6, 0.9)]
    figures = [
        f for trials in runs for f in quality(trials[0].spec.name, trials, (0.995, 0.97, 0.97))
    ]
    return Result(
        "camouflage", tuple(figures), tuple(text for trials in runs for text in details(trials))
    )


def dominant(settings: Settings) -> Result:
    """A ring that makes most of the traffic."""
    trials = _trials(line_up.dominant(), settings)
    figures = quality("40 of 300 accounts make most of the traffic", trials, (0.995, 0.97, 0.97))
    return Result("dominant", tuple(figures), details(trials))


PLANTED: dict[str, Callable[[Settings], Result]] = {
    "quick": quick,
    "planted": planted,
    "hard": hard,
    "types": types,
    "small": small,
    "two-task": two_task,
    "fans": fans,
    "camouflage": camouflage,
    "dominant": dominant,
}
"""Suites by name."""


def _spec(level: str, settings: Settings) -> Spec:
    return line_up.planted(level, settings.posts or POSTS, settings.background)


def _trials(spec: Spec, settings: Settings) -> list[Trial]:
    return [
        trial(spec, seed, through_loader=settings.through_loader, why=settings.why)
        for seed in settings.seeds
    ]


def _recall(one: Trial, name: str) -> float:
    found, whole = one.score.recall_by_ring[name]
    return found / whole


def _recall_of(one: Trial, kind: str) -> float:
    mine = [n for name, n in one.score.recall_by_ring.items() if name.startswith(kind)]
    return sum(found for found, _ in mine) / sum(whole for _, whole in mine)


def _flagged(one: Trial) -> tuple[int, int]:
    """Return devoted fans that are flagged, and all."""
    mine = [counts for kind, counts in one.score.hard.items() if kind in FANS]
    return sum(flagged for flagged, _ in mine), sum(whole for _, whole in mine)


def _told(what: str, values: list[float]) -> Figure:
    """Return a figure of which nothing is asked."""
    return Figure(what, "", tuple(f"{value:.4f}" for value in values))


def _precision(what: str, trials: list[Trial]) -> Figure:
    return at_least(what, 0.995, [one.score.precision for one in trials])


def _harmless(trials: list[Trial]) -> Figure:
    shares = [flagged / max(1, whole) for flagged, whole in map(_flagged, trials)]
    return at_most(f"{trials[0].spec.name}: devoted fans flagged", 0.002, shares)
