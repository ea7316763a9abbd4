r"""Words by which a text tells what it is, in Chinese and English; data, not code.

Patterns are of RE2, and are matched against texts in lower case, in the form of
`marionet.comparable`, without the chain of quoted reposts. A word alone never decides: signs.py
says what a mark weighs, and that it must stand in most of the copies.
"""

from __future__ import annotations

from typing import Final

MARKS: Final[dict[str, tuple[str, ...]]] = {
    # An app tells its name, or what its user has just done with it.
    "app": (
        r"来自[^。！？]{0,20}(客户端|频道|app|应用)|[(（【]\s*(来自|分享自|发自|转自)\s*@?",
        r"(分享|发)自\s*@?[\w\p{Han}]+",
        r"我?(刚刚|刚|正在|在|用)\s*(通过|使用|用|在)?\s*@?[\p{Han}\w]{1,14}\s*(上)?\s*"
        r"(下载|分享|测试|安装|收藏|参加|参与|发起|赞|签到|看|听|玩)了",
        r"通过\s*@\S{1,14}\s*(上)?\s*(下载|分享|测试|安装|收藏|发布|参加|听|看|玩)",
        r"推荐\s*@\S{1,24}\s*(的)?(帖子|文章|视频|博文)",
        r"(我)?发表了(博文|一篇|文章)|(点击|戳)(这里)?(查看|阅读)(全文|详情)|查看全文",
        r"大家(也)?来看看(吧|哦|啊)",
        r"\bvia\s+@?\w+",
        r"\bi just [\w' ]{2,60}\b(on|with|via|using|at|in) ",
        r"\bi (just )?(liked|added|favou?rited|uploaded|earned|unlocked|checked in|entered) ",
        r"\b(shared|sent|posted|tweeted) (from|via|with|using|by) ",
        r"#nowplaying|\bi'?m at [^.]{2,60}\(",
    ),
    # The page's own title, as buttons and newsrooms put it.
    "title": (r"【[^】]{4,60}】|《[^》]{3,60}》|「[^」]{6,}」", r"\s[-|–—:]\s.{0,60}https?:"),
    "link": (r"https?:|\bwww\.|\bt\.cn/|网页链接|查看链接",),
    "petition": (
        r"请愿|联名|联署|签名(支持|者|活动|请愿)|已签名|(坚决|强烈|一致|我)反对|强烈(要求|建议|呼吁)",
        r"(发起|参与)投票|(求|还|讨)(我|我们|一个|个)?公道|主持公道|征求意见|立法意见",
        r"\bpetition\b|\bsign (it|this|here|now|up to)\b|change\.org",
        r"\bsay no to\b|\bplease (sign|donate)",
    ),
    "spread": (
        r"(请|求|帮忙|帮|速|紧急|求助|转发|果断)\s*(大家)?(扩散|转发|转一转|转起|转给)|(求|请|帮忙?)转",
        r"扩散|转给(你|身边|更多)|转发(给|一下|起来|呼吁|出去|十|1)|转疯|转起来|求(真相|求证|考证|辟谣)",
        r"\b(please|pls|plz) (share|retweet|rt|spread|pass|repost)\b|\bpass (it|this) on\b",
        r"\bcopy (and|&|n) paste\b|\bspread the word\b|\bdonate/rt\b|\brt (if|to|this)\b",
        r"\bshare this\b",
    ),
    "prize": (
        r"抽奖|有奖|奖品|赢取|赢得.{0,6}(奖|礼|门票|机会|手机|ipad|iphone)|中奖|转发(有礼|赢)|大奖|好礼|送礼|[@＠]\s*(3|三|两|2|5|五)位",
        r"包邮|优惠券|代金券|免费(领|送|试)|限时|折扣|特价|秒杀|店铺|淘宝|(加|关注)(我|微信|一下)",
        r"\bgiveaway\b|\bwin (a|an|the|free|big|your)\b|\bsweepstakes?\b|\bcoupon\b|\bpromo code\b"
        r"|\b\d+% off\b|\bget-?away deals\b|\bfrom [$£€]\d+|#cheap|\bclick here\b|请点击",
        r"喜欢就关注|求关注|互粉|想认识.{0,6}关注",
    ),
    "fan": (
        r"打\s*call|应援|超话|花路|打榜|做数据|数据(天天|好好)做|粉丝(后援|团)|后援会|安利|官宣",
        r"(永远|一直)(都)?(在|爱你|支持|陪)|全世界最好|守护最好的|未来可期|为你骄傲|为.{1,8}骄傲",
        r"(愿你|祝你|期待你|支持|感谢|和|跟).{0,12}(一起|平安|越来越好|归来|温柔以待|加油)",
        r"打卡第|车友会|粉丝会|俱乐部",
        r"\bstan\b|\bfandom\b|\bstream (the|her|his|it|our)\b|\bproud of\b",
        r"\bvote for\b|\bin our hearts\b",
        r"\bwe (love|will always|stand with) (you|be there)|\bforever (proud|yours|with)\b",
        r"\bday \d+\b|\bclub\b|\bproud [^.]{2,40} owner\b",
        r"\bdream team\b|\bbest [\w ]{2,20} in the world\b",
    ),
    "quote": (
        r"^\s*[\"“”「『]|^\s*['‘]{1,2}\w|[”」』\"]\s*(——|—|--|－)|(——|--)\s*@?[\p{Han}\w·]{2,12}\s*$",
        r"记者|报道|新华社|日电|据.{1,16}(消息|通报|公告|介绍)|今[天日](表示|召开)|发言人|(网友|有人|专家)(说|称|表示)",
        r"[:：]\s*[“\"‘]|(说|称|写道|曰)[:：]|[(（【](转|ZZ|zz|转载|摘)[)）】]|\(转\)|转自|摘自",
        r"[“\"]@\w+\s*:|\brt @|\b(mt|h/t) @|\bby @\w+|\baccording to\b|\breports?\b|\bsays\b",
    ),
}
"""Mark -> patterns; a text has the mark where one of them is found."""

QUOTED_CHAIN: Final = r"(?s)//\s*@.*"
"""Weibo's chain of quoted reposts: what follows is not the author's own."""
