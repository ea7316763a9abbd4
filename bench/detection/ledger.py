"""The posts of a planted collection in columns, as they are invented; objects are codes of pools.

A post names its objects by code: hashtags, URLs, targets (posts that others repost or answer). A
target is written down in the ledger by the post that is it (`own`), or stays unknown to the
collection, as in most exports.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

NONE = -1
PLATFORMS = ("weibo", "x", "bluesky")
WEIBO, X, BLUESKY = range(3)
CHINESE = (WEIBO,)
TAGS = 3
"""Most hashtags of a post."""
COLUMNS = ("account", "at", "url", "mention", "repost", "reply", "own", "exact")


@dataclass(slots=True)
class Ledger:
    """Posts, accounts and objects so far. Everything grows only.

    Attributes:
        platform: Platform of each account.
        tags: Names of the hashtags.
        urls: The URLs.
        targets: Platform of each target.
        bios: Account -> what it says about itself.
    """

    platform: list[Ints] = field(default_factory=list[Ints])
    tags: list[str] = field(default_factory=list[str])
    urls: list[str] = field(default_factory=list[str])
    targets: list[Ints] = field(default_factory=list[Ints])
    bios: dict[int, str] = field(default_factory=dict[int, str])
    _columns: dict[str, list[Ints]] = field(default_factory=dict[str, list[Ints]])
    _tags: list[Ints] = field(default_factory=list[Ints])
    _texts: list[pa.Array] = field(default_factory=list[pa.Array])
    _accounts: int = 0
    _targets: int = 0

    def new_accounts(self, platform: Ints | int, count: int | None = None) -> Ints:
        """Return codes for new accounts, one for each platform given, or `count` on one."""
        if count is not None:
            platform = np.full(count, platform)
        platform = np.asarray(platform, dtype=np.int64)
        self.platform.append(platform)
        first = self._accounts
        self._accounts += platform.size
        return np.arange(first, self._accounts)

    def new_targets(self, platform: Ints | int, count: int | None = None) -> Ints:
        """Return codes for new posts that others will repost or answer."""
        if count is not None:
            platform = np.full(count, platform)
        platform = np.asarray(platform, dtype=np.int64)
        self.targets.append(platform)
        first = self._targets
        self._targets += platform.size
        return np.arange(first, self._targets)

    def new_tags(self, names: list[str]) -> Ints:
        """Return codes for new hashtags."""
        self.tags.extend(names)
        return np.arange(len(self.tags) - len(names), len(self.tags))

    def new_urls(self, urls: list[str]) -> Ints:
        """Return codes for new URLs."""
        self.urls.extend(urls)
        return np.arange(len(self.urls) - len(urls), len(self.urls))

    def add(
        self,
        account: Ints,
        at: Reals,
        text: pa.Array | None = None,
        *,
        tags: tuple[Ints, ...] = (),
        url: Ints | None = None,
        mention: Ints | None = None,
        repost: Ints | None = None,
        reply: Ints | None = None,
        own: Ints | None = None,
        exact: int = 1,
    ) -> None:
        """Write posts down.

        Args:
            account: Who writes.
            at: When, seconds since 1970.
            text: What, without hashtags and URLs; None: nothing.
            tags: Up to three columns of hashtags, NONE where there is none.
            url: A link each.
            mention: An account each.
            repost: The target passed on.
            reply: The target answered.
            own: The target that this post is.
            exact: How exact the time is, seconds: 1 or 60.
        """
        n = account.size
        if text is not None and len(text) != n:
            raise ValueError(f"{len(text)} texts for {n} posts")
        given = {"account": account, "at": np.floor(at / exact) * exact, "url": url}
        given |= {"mention": mention, "repost": repost, "reply": reply, "own": own}
        given["exact"] = np.full(n, exact)
        for name in COLUMNS:
            values = given[name]
            whole = np.full(n, NONE) if values is None else np.asarray(values).astype(np.int64)
            self._columns.setdefault(name, []).append(whole)
        used = np.full((n, TAGS), NONE)
        for place, column in enumerate(tags):
            used[:, place] = column
        self._tags.append(used)
        self._texts.append(pa.nulls(n, pa.string()) if text is None else text.cast(pa.string()))

    def column(self, name: str) -> Ints:
        """Return a column over all posts, in the order they were added."""
        return np.concatenate(self._columns[name])

    def used_tags(self) -> Ints:
        """Return the hashtags of each post, shape (posts, TAGS)."""
        return np.concatenate(self._tags)

    def texts(self) -> pa.Array:
        """Return the text of each post, null where it has none."""
        return pa.concat_arrays(self._texts)

    def account_platforms(self) -> Ints:
        """Return the platform of each account."""
        return np.concatenate(self.platform)

    def target_platforms(self) -> Ints:
        """Return the platform of each target."""
        return np.concatenate([np.zeros(0, np.int64), *self.targets])

    def __len__(self) -> int:
        return sum(part.size for part in self._columns.get("account", []))
