from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from loaders import load
from loaders.canonical.weibo_id import bid_of_mid, mid_of_bid
from loaders.format import NO_CONTEXT, Context, Format, Located, Rejected
from loaders.formats import (
    mediacrawler_bilibili,
    mediacrawler_tieba,
    mediacrawler_weibo,
    mediacrawler_xiaohongshu,
    weibo_ced,
    weibo_crawler,
    weibo_crawler_json,
    weibo_mobile,
    weibo_search,
    weibo_spider,
    weibo_topic,
    weibo_web,
)
from loaders.platforms.weibo import CHINA
from loaders.platforms.weibo_words import web_links
from loaders.records import Account, AccountLink, BadRecord, Post, Record
from vault import Vault

# The number of a post given out on 2016-08-23 at 07:04:17 in China, and its short form.
MID = "4011531306020921"
BID = "E4PYSpgjD"
STATUS: dict[str, Any] = {
    "id": "5141187578824928",
    "mid": "5141187578824928",
    "created_at": "Thu Mar 06 13:15:00 +0800 2025",
    "text": "看",
    "user": {"id": 1004, "screen_name": "小安"},
}
NOTE: dict[str, Any] = {
    "note_id": "5141187578824928",
    "content": "看",
    "create_time": 1741238100,
    "liked_count": "1",
    "comments_count": "0",
    "shared_count": "0",
    "last_modify_ts": 1741300000000,
    "user_id": "1004",
    "nickname": "小安",
}


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp()) * 1_000_000


def read(form: Format, raw: str | bytes, context: Context = NO_CONTEXT) -> list[Record]:
    data = raw.encode() if isinstance(raw, str) else raw
    found: list[Record] = []
    for item in form.read(io.BufferedReader(io.BytesIO(data))):  # type: ignore[arg-type]
        assert isinstance(item, Located), item
        found += form.to_records(item.value, context)
    return found


def posts(form: Format, raw: Any, context: Context = NO_CONTEXT) -> list[Post]:
    text = raw if isinstance(raw, str | bytes) else json.dumps(raw, ensure_ascii=False)
    return [record for record in read(form, text, context) if isinstance(record, Post)]


def accounts(form: Format, raw: Any) -> list[Account]:
    return [r for r in read(form, json.dumps(raw)) if isinstance(r, Account)]


def test_topics_and_names_are_no_links() -> None:
    links = ("https://m.weibo.cn/search?containerid=1", "//s.weibo.com/weibo?q=a", "/n/a")
    assert web_links((*links, "https://example.org/a")) == ("https://example.org/a",)


def test_short_link_whose_target_is_told_is_the_target() -> None:
    told = {"short_url": "http://t.cn/A1", "long_url": "https://example.org/a"}
    status = {**STATUS, "mblogid": "PhhtzB1Ly", "text_raw": "看 http://t.cn/A1 http://t.cn/A2"}
    [post] = posts(weibo_web.FORMAT, {**status, "url_struct": [told]})
    assert set(post.urls) == {"https://example.org/a", "http://t.cn/A2"}


PLACE = '<a data-url="http://t.cn/P1" href="http://weibo.com/p/1001018008">海边</a>'
CHAINED = (
    '看 #这里# <a data-url="http://t.cn/A1" href="http://t.cn/A1">网页链接</a> @小北 '
    "//<a href='/n/小南'>@小南</a>: #那里# "
    '<a data-url="http://t.cn/A2" href="http://t.cn/A2">网页链接</a>//@小西:转发微博'
)


def seen(post: Post) -> tuple[set[str], set[str], set[str | None]]:
    return set(post.urls), set(post.hashtags), {mention.handle for mention in post.mentions}


OWN = ({"http://t.cn/A1"}, {"这里"}, {"小北"})


def test_words_that_a_repost_quotes_are_not_its_own() -> None:
    original = {**STATUS, "mid": MID}
    [post, _] = posts(
        weibo_mobile.FORMAT, {**STATUS, "text": CHAINED, "retweeted_status": original}
    )
    assert seen(post) == OWN
    assert post.text == "看 #这里# 网页链接 @小北 //@小南: #那里# 网页链接//@小西:转发微博"


def test_structures_of_a_repost_count_where_its_own_words_name_them() -> None:
    text = "看 #这里# http://t.cn/A1 @小北 //@小南: #那里# http://t.cn/A2"
    status = {
        **STATUS, "text": text, "text_raw": text, "mblogid": "PhhtzB1Ly", "repost_type": 3,
        "url_struct": [
            {"short_url": f"http://t.cn/A{n}", "long_url": f"https://example.org/{n}"}
            for n in (1, 2, 3)
        ],
        "topic_struct": [{"topic_title": "这里"}, {"topic_title": "那里"}],
        "page_info": {"type": "video", "object_id": "1034:1", "page_url": "https://example.org/4"},
    }  # fmt: skip
    [post] = posts(weibo_web.FORMAT, status)
    assert seen(post) == ({"https://example.org/1"}, {"这里"}, {"小北"})
    assert (post.kind, post.media) == ("repost", ())


def test_what_crawlers_took_from_quoted_words_is_left_out() -> None:
    text = "看 #这里# http://t.cn/A1 @小北 //@小南: #那里# http://t.cn/A2"
    rows = "id,user_id,微博正文,发布时间,retweet_id,话题,艾特用户\n"
    row = f'{MID},1004,{text},2016-08-23 07:04,{STATUS["id"]},"这里,那里","小北,小南"\n'
    [post] = posts(weibo_search.FORMAT, rows + row)
    assert seen(post) == OWN
    [post] = posts(mediacrawler_weibo.FORMAT, {**NOTE, "content": text})
    assert seen(post) == OWN


def test_place_is_no_link() -> None:
    [post] = posts(weibo_mobile.FORMAT, {**STATUS, "text": f"看 {PLACE}"})
    assert (post.text, post.urls) == ("看 海边", ())


@pytest.mark.parametrize("repost_type", [1, 3])
def test_repost_is_one_where_the_original_is_not_named(repost_type: int) -> None:
    [post] = posts(weibo_mobile.FORMAT, {**STATUS, "repost_type": repost_type})
    assert (post.kind, post.repost_of) == ("repost", None)


def test_repost_of_a_repost_names_the_original_and_keeps_the_one_between() -> None:
    original = {**STATUS, "id": MID, "mid": MID}
    between = {"pid": 4468311096433140}
    [post, _] = posts(weibo_mobile.FORMAT, {**STATUS, **between, "retweeted_status": original})
    assert (post.repost_of, json.loads(post.extra or "")) == (
        f"weibo:{MID}",
        {"parent": "4468311096433140"},
    )
    [post] = posts(weibo_mobile.FORMAT, {**STATUS, **between})
    assert (post.repost_of, post.extra) == ("weibo:4468311096433140", None)


def test_deleted_original_is_no_post_and_its_repost_still_names_it() -> None:
    deleted = {"id": "5141187578824000", "created_at": "02-27", "text": "抱歉", "user": None}
    [post] = posts(weibo_mobile.FORMAT, {**STATUS, "retweeted_status": deleted})
    assert (post.kind, post.repost_of) == ("repost", "weibo:5141187578824000")


def test_comment_of_an_old_answer_is_no_post_of_its_own() -> None:
    [post] = posts(weibo_mobile.FORMAT, {**STATUS, "like_counts": 3, "source": "来自北京"})
    assert (post.kind, post.likes, post.client) == ("comment", 3, None)
    [post] = posts(weibo_mobile.FORMAT, {**STATUS, "like_count": 3, "reposts_count": 0})
    assert post.kind == "original"


def test_hidden_author_is_a_reject() -> None:
    with pytest.raises(BadRecord, match="deleted or hidden"):
        posts(weibo_mobile.FORMAT, {**STATUS, "user": None})
    with pytest.raises(BadRecord, match="deleted or hidden"):
        posts(weibo_mobile.FORMAT, {**STATUS, "user": {"id": 0}})


ROOT = "4011531306000000"
CONTEXT = Context(name=f"CED/rumor-repost/17_{bid_of_mid(ROOT)}_1003.json")
WORDS = "看 #这里# http://t.cn/A1 @小北 //@小南: #那里# http://t.cn/A2"
C_TIME = "Tue Aug 23 07:04:17 +0800 2016"
API: dict[str, Any] = {
    **STATUS, "id": MID, "mid": MID, "created_at": C_TIME, "text": WORDS, "repost_type": 1,
    "retweeted_status": {"id": ROOT, "created_at": C_TIME, "user": {"id": 1003}, "text": "车"},
}  # fmt: skip
CRAWLED = {"user_id": 1004, "screen_name": "小安", "text": WORDS, "topics": "这里,那里"}
ONE_POST: dict[str, tuple[Format, Any]] = {
    "mobile": (weibo_mobile.FORMAT, API),
    "website": (weibo_web.FORMAT, {**API, "id": int(MID), "mblogid": BID, "text_raw": WORDS}),
    "weibo-crawler, CSV": (
        weibo_crawler.FORMAT,
        "id,bid,正文,日期,完整日期,点赞数,话题,@用户,用户id,源微博id\n"
        f"{MID},{BID},{WORDS},2016-08-23,2016-08-23 07:04:17,1,"
        f'"这里,那里","小北,小南",1004,{ROOT}\n',
    ),
    "weibo-crawler, old CSV": (
        weibo_crawler.FORMAT,
        "id,bid,正文,日期,点赞数,用户id,源微博id\n"
        f"{MID[:-1]}0,{BID},{WORDS},2016-08-23,1,1004.0,{ROOT}\n",
    ),
    "weibo-crawler, JSON": (
        weibo_crawler_json.FORMAT,
        {"weibo": [{
            **CRAWLED, "id": int(MID), "bid": BID, "created_at": "2016-08-23",
            "full_created_at": "2016-08-23 07:04:17",
            "retweet": {"id": int(ROOT), "created_at": ""},
        }]},
    ),
    "weibo-search": (
        weibo_search.FORMAT,
        "id,bid,user_id,微博正文,发布时间,retweet_id\n"
        f"{MID},{BID},1004,{WORDS},2016-08-23 07:04,{ROOT}\n",
    ),
    "WeiboSpider": (
        weibo_spider.FORMAT,
        {
            "_id": MID, "mblogid": BID, "created_at": "2016-08-23 07:04:17", "content": WORDS,
            "user": {"_id": "1004"}, "is_retweet": True, "retweet_id": ROOT,
        },
    ),
    "MediaCrawler": (
        mediacrawler_weibo.FORMAT,
        {**NOTE, "note_id": MID, "content": WORDS, "create_date_time": "2016-08-23 07:04:17+08:00"},
    ),
    "CED": (
        weibo_ced.FORMAT,
        [{
            "kids": [], "uid": "1004", "parent": "", "text": WORDS, "mid": BID,
            "date": "2016-08-23 07:04:17",
        }],
    ),
}  # fmt: skip
TO_THE_MINUTE = {"weibo-crawler, old CSV", "weibo-search"}
ORIGINAL_NOT_TOLD = {"MediaCrawler"}


@pytest.mark.parametrize("tool", sorted(ONE_POST))
def test_post_is_the_same_from_every_tool(tool: str) -> None:
    form, raw = ONE_POST[tool]
    post = next(post for post in posts(form, raw, CONTEXT) if post.post_id != f"weibo:{ROOT}")
    assert (post.post_id, post.account_id) == (f"weibo:{MID}", "weibo:1004")
    at = "2016-08-23 07:04:00" if tool in TO_THE_MINUTE else "2016-08-23 07:04:17"
    assert (post.created_us, post.precision) == (
        us(at),
        "minute" if tool in TO_THE_MINUTE else "second",
    )
    told = tool not in ORIGINAL_NOT_TOLD
    assert (post.kind, post.repost_of) == (
        ("repost", f"weibo:{ROOT}") if told else ("original", None)
    )
    assert (post.text, seen(post)) == (WORDS, OWN)


def test_id_that_a_spreadsheet_rounded_is_refused() -> None:
    rows = "id,bid,user_id,微博正文,发布时间,retweet_id\n{},{},1004,看,2016-08-23 07:04,{}\n"
    for row in (("4.01153E+15", "", ""), (MID, BID, "4.01153E+15")):
        with pytest.raises(BadRecord, match="rounded by a spreadsheet"):
            posts(weibo_search.FORMAT, rows.format(*row))
    [post] = posts(weibo_search.FORMAT, rows.format("4.01153E+15", BID, f"{ROOT}.0"))
    assert (post.post_id, post.repost_of) == (f"weibo:{MID}", f"weibo:{ROOT}")


def test_id_that_a_spreadsheet_rounded_is_refused_in_tables_of_mediacrawler() -> None:
    for field in ("note_id", "user_id"):
        with pytest.raises(BadRecord, match="rounded by a spreadsheet"):
            posts(mediacrawler_weibo.FORMAT, {**NOTE, field: "5.14119E+15"})
    [post] = posts(mediacrawler_weibo.FORMAT, {**NOTE, "user_id": "1004.0"})
    assert post.account_id == "weibo:1004"


def test_signs_that_mediacrawler_leaves_of_the_html_are_read() -> None:
    [post] = posts(mediacrawler_weibo.FORMAT, {**NOTE, "content": "A&amp;B &lt;3"})
    assert post.text == "A&B <3"


def test_account_out_of_an_address_has_no_parameters() -> None:
    rows = (
        f"id,user_id,微博正文,发布时间,retweet_id\n{MID},1004?refer_flag=1,看,2016-08-23 07:04,\n"
    )
    assert [post.account_id for post in posts(weibo_search.FORMAT, rows)] == ["weibo:1004"]


def test_original_in_a_table_with_reposts_has_a_shorter_row() -> None:
    rows = (
        "id,bid,正文,日期,完整日期,点赞数,是否原创,源用户id,源用户昵称,源微博id\n"
        f"{MID}\t,{BID},看,2016-08-23,2016-08-23 07:04:17,1,True\n"
    )
    context = Context(name="1669879400.csv")
    [post] = posts(weibo_crawler.FORMAT, rows, context)
    assert (post.post_id, post.kind, post.repost_of) == (f"weibo:{MID}", "original", None)
    cut = rows.replace(",1,True", ",1")
    found = list(weibo_crawler.FORMAT.read(io.BufferedReader(io.BytesIO(cut.encode()))))  # type: ignore[arg-type]
    assert [type(item) for item in found] == [Rejected]


def test_minute_that_comes_from_the_number_of_the_post_says_so() -> None:
    form, raw = ONE_POST["weibo-crawler, old CSV"]
    assert [post.extra for post in posts(form, raw)] == ['{"minute_from":"mid"}']
    form, raw = ONE_POST["weibo-crawler, CSV"]
    assert [post.extra for post in posts(form, raw)] == [None]


def test_time_counted_from_a_wrong_capture_is_refused() -> None:
    status = {**STATUS, "mid": MID, "created_at": "3分钟前"}
    right, wrong = (
        Context(captured_us=us(f"{day} 07:07:30")) for day in ("2016-08-23", "2016-08-30")
    )
    assert [post.created_us for post in posts(weibo_mobile.FORMAT, status, right)] == [
        us("2016-08-23 07:04:00")
    ]
    with pytest.raises(BadRecord, match="given out on 2016-08-23"):
        posts(weibo_mobile.FORMAT, status, wrong)


@pytest.mark.parametrize("name", ["reposts.json", "17_x_1004.json", ""])
def test_ced_without_its_name_is_refused_with_the_way_out(name: str) -> None:
    item = {"kids": [], "uid": "1", "parent": "", "mid": BID, "date": "2016-08-23 07:04:17"}
    with pytest.raises(BadRecord, match="Give it back its name"):
        posts(weibo_ced.FORMAT, [item], Context(name=name))


def test_file_of_posts_without_an_author_is_refused_with_the_way_out() -> None:
    rows = "id,bid,正文,日期,点赞数\n5141187578824928,PhhtzB1Ly,看,2025-03-06,1\n"
    with pytest.raises(BadRecord, match=r"1669879400\.csv"):
        posts(weibo_crawler.FORMAT, rows, Context(name="posts.csv"))


def test_author_known_by_name_alone_is_named_in_lower_case() -> None:
    rows = "微博id,微博作者,发布时间,微博内容\n5141187578824928,Xiao安,2025-03-06 13:15:00,看\n"
    assert [post.account_id for post in posts(weibo_topic.FORMAT, rows)] == ["weibo:@xiao安"]


def test_hash_in_place_of_an_account_is_no_account_id() -> None:
    hashed = {k: v for k, v in NOTE.items() if k != "user_id"} | {"creator_hash": "1004"}
    assert {a.account_id for a in accounts(mediacrawler_weibo.FORMAT, hashed)} == {
        "weibo:hash:1004"
    }
    with pytest.raises(BadRecord, match="the account is missing"):
        posts(mediacrawler_weibo.FORMAT, {**hashed, "creator_hash": ""})


def test_written_date_counts_before_a_stamp_that_is_eight_hours_late() -> None:
    late = {**NOTE, "create_date_time": "2025-03-06 13:15:00+08:00", "create_time": 1741266900}
    [post] = posts(mediacrawler_weibo.FORMAT, late)
    assert post.created_us == us("2025-03-06 13:15:00")


def test_videos_and_comments_of_bilibili_with_one_number_are_two_posts() -> None:
    base = {"create_time": 1741238100, "last_modify_ts": 1741300000000, "user_id": "1"}
    video = {**base, "video_id": "17", "title": "看", "video_danmaku": "0"}
    comment = {
        **base, "comment_id": "17", "video_id": "17", "parent_comment_id": "0", "content": "看",
    }  # fmt: skip
    found = posts(mediacrawler_bilibili.FORMAT, [video, comment])
    assert [(p.post_id, p.reply_to) for p in found] == [
        ("bilibili:av17", None),
        ("bilibili:reply/17", "bilibili:av17"),
    ]


def test_fans_are_relations_of_accounts() -> None:
    pair = {"up_id": "1", "fan_id": "2", "up_name": "小安", "fan_name": "小北", "last_modify_ts": 0}
    found = read(mediacrawler_bilibili.FORMAT, json.dumps([pair]))
    assert [record for record in found if isinstance(record, AccountLink)] == [
        AccountLink(account_a="bilibili:2", account_b="bilibili:1", kind="follows")
    ]


def test_account_of_tieba_is_its_page() -> None:
    note = {
        "note_id": "9", "title": "看", "publish_time": "2025-03-06 13:15", "tieba_name": "吧",
        "user_link": "https://tieba.baidu.com/home/main?id=tb.1.aa&fr=frs", "last_modify_ts": 0,
    }  # fmt: skip
    [post] = posts(mediacrawler_tieba.FORMAT, [note])
    assert (post.account_id, post.precision) == ("tieba:tb.1.aa", "minute")


def test_topics_of_xiaohongshu_are_taken_from_the_text_where_there_is_no_list() -> None:
    note = {
        "note_id": "66d5b40e000000001d0182ff", "title": "", "desc": "看 #新车[话题]# #上海[话题]#",
        "time": 1741238100000, "user_id": "5f", "collected_count": "0", "share_count": "0",
        "tag_list": "", "last_modify_ts": 1741300000000,
    }  # fmt: skip
    [post] = posts(mediacrawler_xiaohongshu.FORMAT, [note])
    assert post.hashtags == ("新车", "上海")
    [post] = posts(mediacrawler_xiaohongshu.FORMAT, [{**note, "tag_list": "车,海"}])
    assert post.hashtags == ("车", "海")


def test_table_of_ced_has_the_ids_and_years_of_its_numbers(tmp_path: Path) -> None:
    rows = [
        "event,root_mid,mid,uid,parent,date,text",
        f"1,E4PXd07eV,{BID},1005,,08月23日 07:04,看 #这里# //@小南:#那里# http://t.cn/A2",
        "1,E4PXd07eV,E50alCk2t,1006,,01月02日 03:04,看",
        "1,E4PXd07eV,E59AQtmMF,1007,,2016-08-25 09:00:01,看",
    ]
    table = tmp_path / "reposts.csv"
    table.write_text("\n".join(rows) + "\n", "utf-8")
    vault = Vault(tmp_path / "vault")
    [report] = load(vault, [str(table)])
    found = [
        (row["post_id"], row["repost_of"], row["precision"], row["created_at"].isoformat())
        for part in vault.parts("posts", vault.batches())
        for row in pq.read_table(part).to_pylist()
    ]
    tags = vault.parts("post_hashtags", vault.batches())
    assert [pq.read_table(part)["tag_seen"].to_pylist() for part in tags] == [["这里"]]
    assert vault.parts("post_urls", vault.batches()) == []
    assert (report.format, report.rejects) == ("weibo-ced-reposts", 1)
    assert ["does not agree" in why for why in report.reasons] == [True]
    root = f"weibo:{mid_of_bid('E4PXd07eV')}"
    assert found == [
        (f"weibo:{MID}", root, "minute", "2016-08-22T23:04:00+00:00"),
        (f"weibo:{mid_of_bid('E59AQtmMF')}", root, "second", "2016-08-25T01:00:01+00:00"),
    ]
