"""Proposing a mapping for a table that nobody has described: by its header and some rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from loaders.canonical.time import zone_named
from loaders.records import BadRecord
from loaders.tables.cells import BRACKETS, JSON, items_of
from loaders.tables.column_names import ACCOUNT_NAMES, PLATFORM_WORDS, POST_NAMES
from loaders.tables.mapping import LISTS, Times
from loaders.tables.sample import Sample
from loaders.tables.times import NATURAL, read_times

Row = dict[str, Any]

_TIME_FORMATS = (
    "epoch_s", "epoch_ms", "epoch_us", "iso", "c_time",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S UTC", "%b %d, %Y %I:%M %p",
    "%m/%d/%Y", "%d/%m/%Y",
)  # fmt: skip
_ZONED = frozenset(("epoch_s", "epoch_ms", "epoch_us", "c_time"))
_MOST_FORMATS = 3
_OTHER_ORDER = {"%m/%d": "%d/%m", "%d/%m": "%m/%d"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_EMPTY = frozenset(("", "nan", "none", "null", "n/a"))
_SEPARATORS = ("|", ";", ",", " ")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mapping as YAML text, and what a person should look at."""

    text: str
    doubts: tuple[str, ...]


def suggest_mapping(sample: Sample, name: str) -> Suggestion:
    """Propose a mapping.

    Args:
        sample: Columns and some rows of the table.
        name: Of the file, for the title.

    Returns:
        The mapping, with the columns that were not understood as a comment. Fields that a mapping
        needs and that no column fits are named as doubts.
    """
    header = sample.header
    values = {column: _known(sample.rows, column) for column in header}
    post = _matched(header, POST_NAMES, values)
    account = _matched([c for c in header if c not in post.values()], ACCOUNT_NAMES, values)
    if "created_at" not in post and (column := _column_of_times(header, values, post)):
        post["created_at"] = column
    if _is_accounts(post, account):
        account = {"account_id": post["account_id"], **account}
        post = {}
    draft = _Draft(sample, values, post, account, name)
    return Suggestion(draft.text(), tuple(draft.doubts()))


def _known(rows: Iterable[Row], column: str) -> list[str]:
    texts = [str(row[column]).strip() for row in rows if row.get(column) is not None]
    return [text for text in texts if text.lower() not in _EMPTY]


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())


def _matched(
    header: Sequence[str], names: dict[str, tuple[str, ...]], values: dict[str, list[str]]
) -> dict[str, str]:
    """Return field -> column; a column serves one field, the one that names it first."""
    folded: dict[str, str] = {}
    for column in header:
        folded.setdefault(_folded(column), column)
    found: dict[str, str] = {}
    for field, wanted in names.items():
        taken = set(found.values())
        for name in wanted:
            column = folded.get(name)
            if column and column not in taken and _fits(field, values[column]):
                found[field] = column
                break
    return found


def _fits(field: str, values: list[str]) -> bool:
    """Whether values can be what a field holds; a column that is empty may be anything."""
    sample = values[:200]
    if not sample:
        return field != "created_at"
    if field in {"created_at", "observed_at"}:
        return bool(_time_formats(sample, "UTC"))
    if field == "urls":
        return any("http" in value for value in sample)
    if field == "post_id":
        return len(set(sample)) > len(sample) * 0.5
    return True


def _time_formats(values: list[str], zone: str) -> list[str]:
    """Return formats, the most useful first, in which these values can be read; none: no times.

    Exports of real life mix formats: further ones are taken until all but a few are read.
    """
    left = values[:200]
    most_unread = len(left) // 20
    found: list[str] = []
    while len(left) > most_unread and len(found) < _MOST_FORMATS:
        unread = {form: _unread(left, form, zone) for form in _TIME_FORMATS if form not in found}
        best = min(unread, key=lambda form: len(unread[form]))  # of equals the first
        if len(unread[best]) == len(left):
            break
        found.append(best)
        left = unread[best]
    if len(left) <= most_unread:
        return found
    return [NATURAL] if len(_unread(values[:200], NATURAL, zone)) <= most_unread else []


def _unread(values: list[str], form: str, zone: str) -> list[str]:
    read = read_times(Times(formats=(form,), zone=zone_named(zone)), None)
    left: list[str] = []
    for value in values:
        try:
            read(value)
        except BadRecord:
            left.append(value)
    return left


def _column_of_times(
    header: Sequence[str], values: dict[str, list[str]], taken: dict[str, str]
) -> str | None:
    for column in header:
        sample = values[column]
        free = column not in taken.values() and len(sample) > 0
        # Plain numbers are too easily a time: they need a name that says so.
        if free and not all(v.isdigit() for v in sample) and _time_formats(sample, "UTC"):
            return column
    return None


def _is_accounts(post: dict[str, str], account: dict[str, str]) -> bool:
    return "account_id" in post and "text" not in post and len(account) > 1


class _Draft:
    """The mapping on its way to a text."""

    def __init__(
        self,
        sample: Sample,
        values: dict[str, list[str]],
        post: dict[str, str],
        account: dict[str, str],
        name: str,
    ) -> None:
        self._header = sample.header
        self._encoding = sample.encoding
        self._values = values
        self._post = post
        self._account = account
        self._name = name
        words = " ".join(sample.header).lower()
        self._platform = next(
            (p for p, marks in PLATFORM_WORDS.items() if any(m in words for m in marks)), None
        )
        chinese = _CHINESE.search(words) is not None or self._platform == "weibo"
        self._zone = "Asia/Shanghai" if chinese else "UTC"

    def text(self) -> str:
        used = {*self._post.values(), *self._account.values()}
        match = [column for column in self._header if column in used][:8]
        parts: dict[str, Any] = {"title": f"Posts as in {self._name}", "match": match}
        if self._post:
            parts["columns"] = self._post
        if self._account:
            parts["account"] = self._account
        if self._platform and "platform" not in self._post:
            parts["constants"] = {"platform": self._platform}
        parts |= self._times()
        if not self._encoding.startswith("utf-8"):
            parts["encoding"] = self._encoding
        if lists := self._lists():
            parts["lists"] = lists
        extract = [name for name in ("hashtags", "urls", "mentions") if name not in self._post]
        if "text" in self._post and extract:
            parts["extract"] = extract
        rest = [column for column in self._header if column not in used]
        body = yaml.safe_dump(parts, allow_unicode=True, sort_keys=False, width=100)
        kept = f"# kept in `extra`, as no field was found: {', '.join(rest)}\n" if rest else ""
        return body + kept

    def _times(self) -> dict[str, Any]:
        forms: dict[str, dict[str, Any]] = {}
        for field, column in self._post.items():
            if field in {"created_at", "observed_at"}:
                forms[field] = self._time(column)
        if "created_at" in self._account:
            forms["account.created_at"] = self._time(self._account["created_at"])
        first = forms.pop("created_at", None)
        others = {field: form for field, form in forms.items() if form != first}
        return ({"time": first} if first else {}) | ({"times": others} if others else {})

    def _time(self, column: str) -> dict[str, Any]:
        forms = _time_formats(self._values[column], self._zone) or [NATURAL]
        return {"format": forms[0] if len(forms) == 1 else forms, "zone": self._zone}

    def _lists(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for field in sorted(LISTS & self._post.keys()):
            if how := _list_kind(self._values[self._post[field]], field):
                found[field] = how
        return found

    def doubts(self) -> Iterable[str]:
        if "account_id" not in self._post and "account_id" not in self._account:
            yield "no column was found for account_id: name it under `columns`"
        if self._post and "created_at" not in self._post:
            yield "no column was found for created_at: name it under `columns`"
        if self._post and "post_id" not in self._post:
            yield "no column holds an id of its own: a hash of each row stands for post_id"
        if self._platform is None and "platform" not in self._post:
            yield "nothing says which platform it is: load with --platform, or add `constants`"
        for form in sorted(self._formats()):
            for here, other in _OTHER_ORDER.items():
                if form.startswith(here):
                    yield f"times are read as {form}; is it {form.replace(here, other)}?"
        if self._zone == "UTC" and self._formats() - _ZONED:
            yield "times that name no zone are read as UTC: set `zone` if they are local"

    def _formats(self) -> frozenset[str]:
        parts = self._times()
        times = [*([parts["time"]] if "time" in parts else []), *parts.get("times", {}).values()]
        forms = [time["format"] for time in times]
        return frozenset(f for form in forms for f in (form if isinstance(form, list) else [form]))


def _list_kind(values: list[str], field: str) -> str | None:
    """Return how a column separates the items of a list; None where each cell is one item."""
    sample = values[:200]
    if sample and all(value.startswith("[") for value in sample):
        for how in (JSON, BRACKETS):
            try:
                for value in sample:
                    items_of(value, how, field)
            except BadRecord:
                continue
            return how
    counts = {sep: sum(sep in value for value in sample) for sep in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda sep: counts[sep])
    return best if counts[best] else None
