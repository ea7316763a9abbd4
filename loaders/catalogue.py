"""The list of formats for people: on the command line, and as a page of the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from textwrap import fill, indent

from loaders.format import FAMILIES
from loaders.formats import FORMATS
from loaders.tables.form import MAPPINGS, shipped
from marionet.errors import NotFound

_OWN_TABLES = (
    "Any CSV, TSV, Parquet or JSON Lines with a mapping from columns to fields: `--mapping FILE`; "
    "`marionet mapping suggest FILE` proposes one."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A format as people see it, whether it is a module or the mapping of a table."""

    name: str
    title: str
    family: str
    example: str
    notes: str


def entries() -> list[Entry]:
    """Return every format, family by family, each family by name."""
    found = [Entry(f.name, f.title, f.family, f.example, f.notes) for f in FORMATS]
    for mapping in map(shipped, MAPPINGS):
        found.append(
            Entry(mapping.name, mapping.title, mapping.family, mapping.example, mapping.notes)
        )
    return sorted(found, key=lambda entry: (FAMILIES.index(entry.family), entry.name))


def describe_formats() -> str:
    """Return the formats, each with its example, as plain text."""
    blocks: list[str] = []
    for family, members in _families():
        blocks.append(f"{family.upper()}")
        blocks += [f"{e.name}\n  {e.title}\n{indent(e.example.strip(), '    ')}" for e in members]
    blocks.append(f"ANY TABLE\n  {_OWN_TABLES}")
    return "\n\n".join(blocks)


def describe_format(name: str) -> str:
    """Return all that is to be known of one format, as plain text.

    Raises:
        NotFound: There is no such format.
    """
    for entry in entries():
        if entry.name == name:
            notes = f"\n\n{fill(entry.notes, 92)}" if entry.notes else ""
            example = indent(entry.example.strip(), "    ")
            return f"{entry.name} ({entry.family})\n{entry.title}{notes}\n\n{example}"
    raise NotFound(f"There is no format {name!r}. List them with: marionet formats")


def formats_page() -> str:
    """Return the page docs/reference/formats.md."""
    rows = "\n".join(
        f"| {family} | {', '.join(f'[{e.name}](#{e.name})' for e in members)} |"
        for family, members in _families()
    )
    parts = [_INTRODUCTION + f"\n| family | formats |\n|---|---|\n{rows}\n"]
    for family, members in _families():
        parts.append(f"## {family}\n")
        parts += [_section(entry) for entry in members]
    parts.append(_TABLES.format(notes=_OWN_TABLES))
    return "\n".join(parts)


def _families() -> list[tuple[str, list[Entry]]]:
    grouped = groupby(entries(), attrgetter("family"))
    return [(family, list(members)) for family, members in grouped]


def _section(entry: Entry) -> str:
    notes = f"{entry.notes.strip()}\n\n" if entry.notes else ""
    return f"### {entry.name}\n\n{entry.title}.\n\n{notes}```text\n{entry.example.strip()}\n```\n"


_INTRODUCTION = """\
# Formats

This page lists what `marionet load` reads. It is generated from the code.

Without `--format` the format is found by content. A path may be a file, a folder, a pattern or `-`
for standard input. Files may be packed with gzip, Zstandard, bzip2 or xz, and may stand in a zip or
tar: each file inside is loaded by its own content, an archive inside an archive too, no deeper.
UTF-16 is read as UTF-8; places are then counted in the UTF-8.

Each file becomes one batch: it is in the vault whole or not at all. Twenty or more files of up to
1 MB in one folder or archive become one batch together. Loading the same bytes again into the same
collection adds nothing. A load that was stopped or killed goes on with the same command.

A record that cannot be read goes to `rejects.jsonl` in the folder of its batch, with file, line,
reason and the record itself. More than `--max-rejects` of them stop the load of that file (default:
1000, or a hundredth of a bigger file); its rejects are kept in `rejects/` of the vault. Rows read =
posts stored + duplicates + rejects is checked at the end of each load.

A post is rejected when an id is missing, holds a control character or is longer than 512
characters, when its time lies outside the years 1990 to 2100, or when it refers to itself. A line
may have 16 MB.
"""

_TABLES = """\
## Any table

{notes}

A mapping is a short YAML file:

```yaml
title: Tweets of a week            # what the file is
match: [tweet_id, tweet_created]   # a file with these columns is recognised without --mapping
columns:                           # field: column, or a text with {{column}}s in it
  post_id: tweet_id                # left out: a hash of the row (`derive`: of these columns)
  account_id: name
  created_at: tweet_created
  text: text
account:                           # what the row says of the author; with an account_id of its own
  handle: name                     # here, the rows are accounts and not posts
account_from_name: "^([0-9]+)[.]csv$"   # the author stands in the file name: one group
ids: weibo_bid                     # ids of posts are Weibo's short forms (E4PYSpgjD): made numbers
constants: {{platform: x}}           # the same for all rows; without a platform give --platform
choose:                            # a field by the value of a column, or by its beginning
  kind: {{column: type, values: {{R: repost, Q: quote}}, otherwise: original}}
time: {{format: "%m/%d/%Y %H:%M", zone: UTC}}   # precision follows, or say `precision: minute`
times: {{account.created_at: {{format: epoch_s}}}}   # where one time is written differently
cells: {{user: json}}                # the cell is an object: its fields are columns `user.name`
lists: {{hashtags: ","}}             # what separates the items; or `json`, or `brackets`
missing: ["", "NaN"]               # values that mean: not known
extract: [hashtags, urls, mentions]   # taken from the text where there is no column
ignore: {{row: a running number}}    # column: why it is left out; others go to `extra`
merge: true                        # several rows make one post
```

Time formats: `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, `c_time` (`Sat Mar 01 12:00:00 +0800 2025`),
`snowflake` (the time in an id of X), `natural` (whatever platforms write, `3分钟前` too: counted
back from `--captured-at`), or a pattern of strptime; a list is tried in order. `plus` names a
column to add and `unit` its unit. Zones are names (`Asia/Shanghai`) or offsets (`+08:00`). A date
without a time of day has the precision `day`, one without seconds `minute`.

Numbers may be written `12000`, `12,000`, `1.2万`, `3亿`, `12k`, `1.2M`. Lists: `json` reads
`["a", "b"]` and `['a', 'b']`, `json.text` the field `text` of each object in a list, `brackets`
reads `[a, b]`. `mentions` are handles, `mention_ids` ids. Objects in cells may be JSON or as Python
prints them. Other keys: `encoding` (utf-8, gb18030, ...), `delimiter`, and for mappings that come
with the program `family`, `notes`, `example`.
"""
