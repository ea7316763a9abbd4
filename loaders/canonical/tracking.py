"""Which parameters of a URL only track the reader, and which hosts are others in disguise."""

from __future__ import annotations

TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "pk_", "at_custom", "vero_", "oly_", "share_", "_hs")
"""A query parameter whose name begins so says how the link was passed on."""

# fmt: off
TRACKING = frozenset(
    (
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "twclid",
        "ttclid", "igshid", "igsh", "yclid", "ysclid", "mc_cid", "mc_eid", "mkt_tok",
        "s_cid", "cmpid", "ocid", "ncid", "cmp", "ref_src", "ref_url", "fb_action_ids",
        "fb_action_types", "fb_ref", "spm", "spm_id_from", "from_spmid", "scm", "pvid",
        "vd_source", "bbid", "ts_source", "wfr", "wm", "weibo_id", "luicode", "lfid",
        "featurecode", "sudaref", "xsec_source", "xsec_token", "app_platform",
        "app_version", "timestamp_share", "__twitter_impression", "amp", "guccounter",
        "guce_referrer", "guce_referrer_sig",
    )
)
"""Query parameters that say how the link was passed on, not what it leads to."""
# fmt: on

SAME_HOST = {
    "mobile.twitter.com": "x.com",
    "m.twitter.com": "x.com",
    "www.twitter.com": "x.com",
    "twitter.com": "x.com",
    "mobile.x.com": "x.com",
    "www.x.com": "x.com",
    "m.youtube.com": "www.youtube.com",
    "youtube.com": "www.youtube.com",
    "m.facebook.com": "www.facebook.com",
    "mbasic.facebook.com": "www.facebook.com",
    "facebook.com": "www.facebook.com",
    "m.bilibili.com": "www.bilibili.com",
    "bilibili.com": "www.bilibili.com",
    "m.douban.com": "www.douban.com",
    "m.zhihu.com": "www.zhihu.com",
    "old.reddit.com": "www.reddit.com",
    "m.reddit.com": "www.reddit.com",
}
"""Hosts that serve the same pages under the same paths. `m.weibo.cn` is not among them: its paths
are others than those of weibo.com."""
