"""Generates a campaign of known truth: the world, its people, what they post, and who was paid."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from demo.clock import Period
from demo.launch import perform
from demo.ledger import NONE, Ints, Ledger, Timetable
from demo.options import EVASIONS, CampaignOptions, Evasion
from demo.organic import live, spread_copies
from demo.people import People, populate
from demo.profiles import account_ids
from demo.rings import conspire
from demo.watchlist import WATCHLIST, watchlist_text
from demo.world import World, build_world
from demo.writing import post_lines, write_rows
from marionet.errors import UsageError
from marionet.progress import SILENT, Progress

MANIFEST = "campaign.json"
STORY = """\
Orvane Motors (奥岚汽车), an invented maker of cars, shows a new one, the Tern (奥岚燕鸥). Paid \
rings set out to ruin the launch: "black manuscripts" spun from templates in Chinese, false \
comparisons with an invented rival's Kestovar Drift (凯思沃逐浪) in English, bought posts reposted \
by the hundred, swarms of replies under the maker's posts, provocateurs in the colours of both \
owners' clubs, and a small circle that "leaks" documents. Around them: everyday life, honest \
praise and honest anger, petitions, viral texts, and fans who repost their idol within minutes \
and are in nobody's pay. No person, company, account or site in it exists."""


class CampaignManifest(msgspec.Struct, frozen=True):
    """What campaign.json holds: what was asked for and what came out, for people and programs."""

    story: str
    options: CampaignOptions
    evasion: Evasion
    posts: int
    posts_sha256: str  # of posts.jsonl
    ordered_posts: int  # posts that carry out an order
    accounts: int
    rings: dict[str, int]
    hard_negatives: dict[str, int]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Where a generated campaign lies, and how big it is.

    Attributes:
        posts_path: Interchange JSON Lines: every post, in order of time.
        truth_path: CSV: account_id, ring; one row per member of a ring. Who is absent is organic.
        hard_path: CSV: account_id, kind; organic accounts that look like members of a ring.
        rings: Ring -> members.
        posts: Lines of `posts_path`.
        posts_sha256: Hash of `posts_path`.
        accounts: Accounts that post at least once.
    """

    folder: Path
    posts_path: Path
    truth_path: Path
    hard_path: Path
    rings: dict[str, int]
    posts: int
    posts_sha256: str
    accounts: int


def generate(
    folder: Path, options: CampaignOptions | None = None, progress: Progress = SILENT
) -> Campaign:
    """Write a campaign into a folder; the same options give the same bytes.

    The timetable is kept in memory as numbers, the texts are streamed to disk.

    Args:
        folder: Made when missing; files of an earlier campaign in it are replaced.
        options: What to generate.
        progress: Where the steps are reported to.

    Raises:
        UsageError: An option is out of range.
    """
    options = (options or CampaignOptions()).checked()
    with progress.step("planning the campaign") as step:
        period = Period.of(options)
        world = build_world(options, period)
        people = populate(options, world, period)
        times, hard = plan(options, world, people, period)
        step.note(f"{len(times):,} posts of {len(people):,} accounts")
    staging = folder.parent / f".{folder.name}.partial"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        _write(staging, options, world, people, period, times, hard, progress)
        folder.mkdir(exist_ok=True)
        # the manifest, first by name, goes last: where it stands, all the rest does
        for path in sorted(staging.iterdir(), reverse=True):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return read_campaign(folder)


def plan(
    options: CampaignOptions, world: World, people: People, period: Period
) -> tuple[Timetable, dict[str, Ints]]:
    """Decide who posts what and when.

    Returns:
        The timetable, and the accounts of each kind of hard negative.
    """
    ledger = Ledger()
    chance = [np.random.default_rng([options.seed, 50 + part]) for part in range(4)]
    live(ledger, world, people, period, options, chance[0])
    hard = spread_copies(ledger, world, people, period, chance[1])
    stage = perform(ledger, world, people, period, chance[2])
    hard |= stage.hard
    hard |= conspire(ledger, world, people, stage, period, options, chance[3])
    return ledger.close(period.start, period.end), hard


def read_manifest(folder: Path) -> CampaignManifest:
    """Return what a campaign says of itself.

    Raises:
        FileNotFoundError: There is none.
        UsageError: The manifest is damaged, or of an older version.
    """
    path = folder / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=CampaignManifest)
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{path} is no manifest of a campaign ({error}). Remove the folder {folder}; it is "
            "generated anew."
        ) from error


def read_campaign(folder: Path) -> Campaign:
    """Return a campaign that was generated into a folder.

    Raises:
        FileNotFoundError: There is none.
        UsageError: Its manifest is damaged, or of an older version.
    """
    manifest = read_manifest(folder)
    return Campaign(
        folder=folder,
        posts_path=folder / "posts.jsonl",
        truth_path=folder / "truth.csv",
        hard_path=folder / "hard_negatives.csv",
        rings=manifest.rings,
        posts=manifest.posts,
        posts_sha256=manifest.posts_sha256,
        accounts=manifest.accounts,
    )


def _write(
    folder: Path,
    options: CampaignOptions,
    world: World,
    people: People,
    period: Period,
    times: Timetable,
    hard: dict[str, Ints],
    progress: Progress,
) -> None:
    evasion = EVASIONS[options.evasion]
    digest = hashlib.sha256()
    with (
        progress.step("writing the posts", total=len(times), unit="posts") as step,
        (folder / "posts.jsonl").open("wb") as file,
    ):
        for lines in post_lines(
            times, world, people, evasion, options.seed, period.start, step.advance
        ):
            file.write(lines)
            digest.update(lines)
    names = account_ids(people)
    seen = set(np.unique(times.account).tolist())
    write_rows(
        folder / "truth.csv",
        ("account_id", "ring"),
        ((names[i], people.rings[people.ring[i]]) for i in np.flatnonzero(people.ring != NONE)),
    )
    write_rows(
        folder / "hard_negatives.csv",
        ("account_id", "kind"),
        ((names[i], kind) for kind in sorted(hard) for i in hard[kind].tolist() if i in seen),
    )
    (folder / WATCHLIST).write_text(watchlist_text(options), "utf-8")
    manifest = CampaignManifest(
        story=STORY,
        options=options,
        evasion=evasion,
        posts=len(times),
        posts_sha256=digest.hexdigest(),
        ordered_posts=int((times.order != NONE).sum()),
        accounts=len(seen),
        rings=dict(options.ring_sizes()),
        hard_negatives={kind: len(found) for kind, found in sorted(hard.items())},
    )
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(text + b"\n")
