from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from manuscripts.kinds.marks import MARKS

SAYS = {
    "app": (
        "【桥边新开的面馆】（来自 @晚风阅读 客户端）",
        "我刚刚通过@小舟盘 下载了一份菜谱",
        "推荐@阿舟的本子 的帖子《怎样补锅》，大家也来看看吧～",
        "这张图真好 (分享自 @小舟频道)",
        "I just ran 5 miles with RunnyRun",
        "How to mend a kettle via @teatimes",
    ),
    "petition": (
        "坚决反对拆掉老桥",
        "请愿：留下我们的图书馆，我已签名",
        "Sign the petition for the old bridge",
    ),
    "spread": (
        "请扩散：巷口走失一只黄狗",
        "转给身边的朋友",
        "Please share, the dog is still missing",
    ),
    "prize": ("转发有奖，奖品是一口锅", "Win a kettle! Giveaway until Friday"),
    "fan": ("今天也为阿舟打call", "阿舟，我们一直都在", "stream the new song all night"),
    "quote": ("“桥会记得走过的人”——阿舟", "记者今天走访了桥边", 'RT @ann: "nice bridge"'),
    "title": ("【桥边的面馆开了三十年】", "《怎样补一口旧锅》"),
    "link": ("看这里 http://bridge.example/1",),
}
PLAIN = (
    "今天在桥边吃了一碗面，味道还行，老板笑得很开心",
    "提车才两周刹车就变软，门店只会说再观察观察",
    "Ten days after delivery the brakes went soft and the dealer shrugged",
    "my neighbour walked the dog twice today and it rained both times",
)


def has(mark: str, text: str) -> bool:
    pattern = "|".join(f"(?:{one})" for one in MARKS[mark])
    return pc.match_substring_regex(pa.array([text.lower()]), pattern)[0].as_py()


@pytest.mark.parametrize(
    ("mark", "text"), [(m, text) for m, texts in SAYS.items() for text in texts]
)
def test_a_text_with_the_mark_has_it(mark: str, text: str) -> None:
    assert has(mark, text)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_text_or_a_smear_has_no_mark(mark: str, text: str) -> None:
    assert not has(mark, text)


def test_every_mark_is_tried() -> None:
    assert set(SAYS) == set(MARKS)
