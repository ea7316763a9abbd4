"""The catalogue of queries: every *.cypher file below this folder, checked when it is read.

A query has up to three files: `x.cypher` returns rows, `x.count.cypher` returns how many there are
in all (`total`), and the `graph` of a front matter names a query whose rows draw the network.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, cast

from marionet.errors import NotFound, QueryError
from queries.front_matter import KEYS, need, only, read_parameter, split
from queries.parameters import Parameter

FOLDER = Path(__file__).parent

_IGNORED = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_USED = re.compile(r"\$(\w+)")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_MATURITIES = ("experimental", "stable", "deprecated")


@dataclass(frozen=True, slots=True)
class Query:
    """One question in Cypher.

    Attributes:
        name: Its id, equal to the stem of its file.
        title: What it answers, in a few words.
        description: The same in a sentence or two, with what it does not see.
        category: The group, equal to the folder.
        maturity: experimental, stable or deprecated.
        parameters: In the order in which a form shows them.
        returns: Names of the columns.
        identity: The columns that tell rows apart.
        graph: Name of the query that draws what this one lists.
        timeout_s: Seconds after which the server gives up.
        rows: Most rows of one answer.
        revision: Grows when the meaning of the answer changes.
        allow: Plan operators that the suite would refuse otherwise.
        disarm: Techniques of the DISARM framework that it looks for.
        references: Where the method comes from.
        text: The Cypher.
        count_text: Cypher that returns how many rows there are in all, as `total`.
    """

    name: str
    title: str
    description: str
    category: str
    maturity: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    identity: tuple[str, ...]
    graph: str | None
    timeout_s: float
    rows: int
    revision: int
    allow: tuple[str, ...]
    disarm: tuple[str, ...]
    references: tuple[str, ...]
    text: LiteralString
    count_text: LiteralString | None

    @property
    def sha256(self) -> str:
        """Digest of the Cypher, for the record of an answer."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def paged(self) -> bool:
        """Whether it takes `limit`, so that an answer can say that there is more."""
        return any(parameter.name == "limit" for parameter in self.parameters)


class Catalog:
    """The queries by name."""

    def __init__(self, queries: list[Query]) -> None:
        self._queries = {query.name: query for query in queries}

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Catalog:
        """Read and check every query below the folder.

        Raises:
            QueryError: A file is not as it must be, or two have one name.
        """
        queries = [
            read_query(path)
            for path in sorted(folder.glob("*/*.cypher"))
            if not path.name.endswith(".count.cypher")
        ]
        catalog = cls(queries)
        if len(catalog) != len(queries):
            raise QueryError(f"Two queries below {folder} have one name.")
        return catalog

    def __getitem__(self, name: str) -> Query:
        """Return the query of that name; raises NotFound with the names that are near."""
        if name in self._queries:
            return self._queries[name]
        near = difflib.get_close_matches(name, self._queries, n=3, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else "List them with: marionet queries"
        raise NotFound(f"There is no query {name[:80]!r}. {hint}")

    def __iter__(self) -> Iterator[Query]:
        """Go through the queries by category and name."""
        return iter(sorted(self._queries.values(), key=lambda query: (query.category, query.name)))

    def __len__(self) -> int:
        return len(self._queries)

    def __contains__(self, name: object) -> bool:
        return name in self._queries


def read_query(path: Path) -> Query:
    """Return the query of one file.

    Raises:
        QueryError: Its front matter and its Cypher do not agree, or a part is missing.
    """
    where = f"{path.parent.name}/{path.name}"
    front, body = split(path.read_text("utf-8"), where)
    only(front, KEYS, where)
    parameters = tuple(
        read_parameter(declared, where)
        for declared in cast("list[dict[str, object]]", front.get("parameters") or [])
    )
    limits = need(front, "limits", dict, where)
    count = path.with_name(f"{path.stem}.count.cypher")
    query = Query(
        name=need(front, "name", str, where),
        title=need(front, "title", str, where),
        description=" ".join(need(front, "description", str, where).split()),
        category=need(front, "category", str, where),
        maturity=str(front.get("maturity", "stable")),
        parameters=parameters,
        returns=_names(front, "returns"),
        identity=_names(front, "identity"),
        graph=cast("str | None", front.get("graph")),
        timeout_s=float(need(limits, "timeout_s", int, where)),
        rows=need(limits, "rows", int, where),
        revision=need(front, "revision", int, where),
        allow=_names(front, "allow"),
        disarm=_names(front, "disarm"),
        references=_names(front, "references"),
        text=_trusted(body),
        count_text=_trusted(count.read_text("utf-8").strip()) if count.exists() else None,
    )
    _agree(query, path, where)
    return query


def used_parameters(text: str) -> set[str]:
    """Return the names behind `$` in Cypher, outside strings and comments."""
    return set(_USED.findall(_IGNORED.sub(" ", text)))


def _names(front: dict[str, object], key: str) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("list[object]", front.get(key) or []))


def _agree(query: Query, path: Path, where: str) -> None:
    declared = {parameter.name for parameter in query.parameters}
    used = used_parameters(query.text)
    checks = {
        f"the name must be {path.stem!r}, as the file": query.name == path.stem,
        "a name is lower-case words joined by '-'": bool(_NAME.match(query.name)),
        f"the category must be {path.parent.name!r}, as the folder": query.category
        == path.parent.name,
        f"the maturity must be one of {_MATURITIES}": query.maturity in _MATURITIES,
        f"parameters declared {sorted(declared)} and used {sorted(used)} differ": declared == used,
        "`returns` is missing": bool(query.returns),
        "`identity` must be among `returns`": set(query.identity) <= set(query.returns),
        "the count may use no other parameters": used_parameters(query.count_text or "") <= used,
    }
    for complaint, fine in checks.items():
        if not fine:
            raise QueryError(f"{where}: {complaint}.")


def _trusted(text: str) -> LiteralString:
    # The one cast of query text: it comes whole from a file of this package, never from a request,
    # and values reach it only as parameters.
    return cast("LiteralString", text)
