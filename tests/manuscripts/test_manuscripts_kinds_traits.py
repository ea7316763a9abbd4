from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from campaign.case import Case
from manuscripts.kinds.judge import judge
from manuscripts.kinds.marks import MARKS
from manuscripts.kinds.texts import MOST_COPIES
from manuscripts.kinds.traits import traits
from tests.campaign.invented_collection import Invented, at
from vault.study_schema import STUDY

SPUN = (
    ("A fortnight after delivery", "Ten days after pickup", "Barely two weeks later"),
    (" the gearbox went dead", " the gearbox gave up", " every gear was gone"),
    (" on the way to the harbour", " on my way to the old mill"),
    (" and the dealer only shrugged", " and the shop just smiled"),
    (", never buy such a thing", ", keep your money together", ", think twice please"),
    (". Friends report the very same trouble", ". Colleagues describe just such faults"),
    (" and nobody takes the blame", " while the makers deny it all"),
    (" although the advert promised gold", " whatever their brochure claimed"),
)


class Told:
    """A collection with manuscripts that are simply declared."""

    def __init__(self, folder: Path) -> None:
        self.invented = Invented(folder)
        self._copies: list[dict[str, Any]] = []

    def copy(self, manuscript: str, account: str, text: str, minutes: float, **columns: Any) -> str:
        when = at(0, minutes)
        post = self.invented.post(account, text, when, **columns)
        row = {"manuscript_id": manuscript, "post_id": post, "account_id": account, "at": when}
        self._copies.append({**row, "platform": "x", "similarity": 1.0, "explained": None})
        return post

    def traits(self) -> dict[str, dict[str, Any]]:
        with self.invented.case() as case:
            return {row["manuscript_id"]: row for row in self._table(case).to_pylist()}

    def kinds(self) -> dict[str, str]:
        with self.invented.case() as case:
            found = judge(self._table(case), {}).to_pylist()
        return {row["manuscript_id"]: row["kind"] for row in found}

    def _table(self, case: Case) -> pa.Table:
        copies = pa.Table.from_pylist(self._copies, STUDY["manuscript_copies"])
        ids = sorted(set(copies["manuscript_id"].to_pylist()), reverse=True)
        manuscripts = pa.table({"manuscript_id": pa.array(ids, pa.string())})
        table = traits(case.relations, case.tables, manuscripts, copies, case.subjects)
        assert table["manuscript_id"].to_pylist() == ids
        return table


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def spin(told: Told, manuscript: str, copies: int, account: str = "x:s") -> None:
    dice = np.random.default_rng(0)
    for n in range(copies):
        text = "".join(slot[dice.integers(len(slot))] for slot in SPUN)
        told.copy(manuscript, f"{account}{n % 40}", text, n * 3)


def test_conduct_is_counted(told: Told) -> None:
    root = told.invented.post("x:star", "hello", at(0))
    for n in range(8):
        told.copy("ms:a", f"x:{n % 4}", "the very same words", n * 30, reply_to=root, client="web")
    told.copy("ms:a", "x:0", "the very same words", 3000, client="phone")
    told.copy("ms:b", "x:0", "something else altogether", 5)
    told.copy("ms:b", "x:9", "something else altogether", 5)
    told.invented.ring("ring-01", "x:0", "x:1")
    found = told.traits()["ms:a"]
    assert (found["posts"], found["accounts"], found["days"]) == (9, 4, 2)
    assert found["busiest_account"] == pytest.approx(3 / 9)
    assert found["repeaters"] == 1.0
    assert found["company"] == pytest.approx(1 / 4)
    assert found["busiest_root"] == pytest.approx(8 / 9)
    assert found["busiest_client"] == pytest.approx(8 / 9)
    assert found["members_share"] == pytest.approx(5 / 9)
    assert found["identical"] == 1.0


def test_links_are_counted_by_their_domain(told: Told) -> None:
    for n in range(4):
        post = told.copy("ms:a", f"x:{n}", f"read this http://a.example/{n}", n)
        where = "a.example" if n else "b.example"
        told.invented.add("post_urls", post_id=post, url=f"http://{where}/{n}", domain=where)
    found = told.traits()["ms:a"]
    assert found["link"] == 1.0
    assert found["domain_share"] == 0.75


def test_titles_that_differ_are_counted(told: Told) -> None:
    for n in range(6):
        told.copy("ms:a", f"x:{n}", f"【桥边第{n}家面馆开张】（来自 @晚风阅读 客户端）", n)
    found = told.traits()["ms:a"]
    assert (found["title"], found["titles"], found["app"]) == (1.0, 1.0, 1.0)


def test_the_quoted_chain_is_not_the_authors_own(told: Told) -> None:
    for n in range(3):
        told.copy("ms:a", f"x:{n}", "这座桥真好看啊大家都去看 //@b: 请扩散 //@c: 转发有奖", n)
    found = told.traits()["ms:a"]
    assert (found["spread"], found["prize"]) == (0.0, 0.0)


def test_a_large_manuscript_is_read_in_part(told: Told) -> None:
    for n in range(MOST_COPIES + 50):
        told.copy("ms:a", f"x:{n}", "the very same words", n)
    found = told.traits()["ms:a"]
    assert (found["posts"], found["read"]) == (MOST_COPIES + 50, MOST_COPIES)


def test_texts_without_letters_are_taken(told: Told) -> None:
    for n in range(4):
        told.copy("ms:a", f"x:{n}", "🙏🙏🙏", n)
    found = told.traits()["ms:a"]
    assert (found["length"], found["sites"]) == (0, 0)


def test_all_marks_are_traits(told: Told) -> None:
    spin(told, "ms:a", 3)
    assert set(MARKS) <= set(told.traits()["ms:a"])


def test_spun_copies_are_a_manuscript_and_what_people_pass_on_is_none(told: Told) -> None:
    spin(told, "ms:spun", 90)
    story = "An old man of our street has mended the kettle of every neighbour for forty years"
    for n in range(60):
        told.copy("ms:story", f"x:v{n}", story + (f" and {n} more" if n % 5 == 0 else ""), n * 11)
        told.copy("ms:sign", f"x:p{n}", f"Sign the petition for the old bridge, {n} did", n * 17)
        title = f"【桥边第{n * 7}家面馆开张了】（来自 @晚风阅读 客户端） http://n.example/{n}"
        told.copy("ms:button", f"x:b{n}", title, n * 400)
    assert told.kinds() == {
        "ms:spun": "manuscript",
        "ms:story": "viral text",
        "ms:sign": "petition",
        "ms:button": "share button",
    }
