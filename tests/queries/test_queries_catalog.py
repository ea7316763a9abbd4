"""The catalogue refuses a file whose header and Cypher do not agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from marionet.errors import NotFound, QueryError
from queries.catalog import Catalog, used_parameters

GOOD = """\
// ---
// name: some-rows
// title: Some rows
// description: Rows that there are.
// category: group
// parameters:
//   - {name: limit, type: integer, default: 10, minimum: 1, maximum: 20, description: rows}
// returns: [n]
// identity: [n]
// limits: {timeout_s: 5, rows: 20}
// revision: 1
// ---
UNWIND range(1, 30) AS n RETURN n ORDER BY n LIMIT $limit
"""


def load(folder: Path, text: str, name: str = "some-rows") -> Catalog:
    (folder / "group").mkdir(exist_ok=True)
    (folder / "group" / f"{name}.cypher").write_text(text)
    return Catalog.load(folder)


def test_a_good_file_becomes_a_query(tmp_path: Path) -> None:
    query = load(tmp_path, GOOD)["some-rows"]
    assert query.text == "UNWIND range(1, 30) AS n RETURN n ORDER BY n LIMIT $limit"
    assert [parameter.name for parameter in query.parameters] == ["limit"]
    assert (query.returns, query.rows, query.timeout_s) == (("n",), 20, 5.0)


WRONG = {
    "must begin with a header": GOOD.replace("// ---\n", "", 1),
    "the header is not YAML": GOOD.replace("[n]", "[n", 1),
    "unknown key 'colour'": GOOD.replace("// revision", "// colour: red\n// revision"),
    "the name must be": GOOD.replace("name: some-rows", "name: other-rows"),
    "the category must be": GOOD.replace("category: group", "category: pages"),
    "used .* differ": GOOD.replace("LIMIT $limit", "LIMIT $most"),
    "`returns` is missing": GOOD.replace("// returns: [n]\n", ""),
    "`identity` must be among": GOOD.replace("identity: [n]", "identity: [m]"),
    "the key 'revision' must be": GOOD.replace("// revision: 1\n", ""),
    "type 'whole' is unknown": GOOD.replace("type: integer", "type: whole"),
    "limit=99 is not acceptable": GOOD.replace("default: 10", "default: 99"),
    "the maturity must be": GOOD.replace("// revision", "// maturity: ripe\n// revision"),
}


@pytest.mark.parametrize("complaint", WRONG)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, complaint: str) -> None:
    with pytest.raises(QueryError, match=rf"group/some-rows\.cypher.*{complaint}"):
        load(tmp_path, WRONG[complaint])


def test_an_unknown_name_is_answered_with_near_ones(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no query 'some-row'\. Did you mean some-rows\?"):
        load(tmp_path, GOOD)["some-row"]


def test_parameters_in_strings_and_comments_do_not_count() -> None:
    assert used_parameters("RETURN '$a', \"$b\", $c // $d\n/* $e */, `f`, $g") == {"c", "g"}
