"""What columns are called in the tables that people have: names by the field that they mean.

Names are compared in lower case and without anything but letters and digits. The first that a
table has is taken, so the surest names stand first.
"""

from __future__ import annotations

POST_NAMES: dict[str, tuple[str, ...]] = {
    "platform": ("platform", "平台"),
    "post_id": (
        "postid", "tweetid", "statusid", "messageid", "commentid", "noteid", "awemeid", "videoid",
        "contentid", "mid", "idstr", "微博id", "评论id", "帖子id", "id",
    ),
    "account_id": (
        "accountid", "userid", "authorid", "useridstr", "uid", "ownerid", "fromid", "channelid",
        "posterid", "用户id", "作者id", "useriddisplay", "author", "username", "userscreenname",
        "screenname", "user", "account", "name", "handle", "用户昵称", "用户名", "微博作者", "作者",
    ),
    "created_at": (
        "createdat", "createdtime", "creationtime", "publishedat", "publishdate", "publishtime",
        "postedat", "posttime", "tweettime", "tweetcreated", "createtime", "timestamp", "datetime",
        "createdutc", "postcreated", "created", "date", "time", "发布时间", "发表时间", "时间",
        "日期",
    ),
    "observed_at": (
        "observedat", "harvesteddate", "capturedat", "collectedat", "crawledat", "crawltime",
        "retrievedat", "scrapedat", "抓取时间", "采集时间",
    ),
    "text": (
        "text", "fulltext", "content", "rawcontent", "tweettext", "tweet", "message", "body",
        "caption", "微博正文", "正文", "内容", "微博内容", "评论内容", "title", "标题",
    ),
    "lang": ("lang", "language", "tweetlanguage", "语言"),
    "client": ("client", "tweetclientname", "sourcelabel", "发布工具", "工具", "source"),
    "url": ("permalink", "posturl", "tweeturl", "permalinkurl", "微博链接", "链接"),
    "repost_of": (
        "repostof", "retweetof", "retweetid", "retweettweetid", "retweetedstatusid",
        "retweetedtweetid", "repostid", "sharedpostid",
    ),
    "quote_of": ("quoteof", "quotedstatusid", "quotedtweetid", "quotedtweettweetid", "quoteid"),
    "reply_to": (
        "replyto", "inreplytostatusid", "inreplytotweetid", "inreplytoid", "replyid",
        "parentcommentid", "parentid",
    ),
    "root": ("conversationid", "rootid", "rootmid", "threadid"),
    "likes": (
        "likes", "likecount", "likescount", "favoritecount", "favoritescount", "favourites",
        "attitudescount", "likedcount", "diggcount", "点赞数", "赞", "score",
    ),
    "reposts": (
        "reposts", "retweets", "retweetcount", "retweetscount", "repostscount", "repostcount",
        "shares", "sharecount", "转发数", "转发",
    ),
    "comments": (
        "comments", "replies", "replycount", "repliescount", "commentcount", "commentscount",
        "numcomments", "评论数", "评论",
    ),
    "views": ("views", "viewcount", "impressions", "impressioncount", "playcount", "阅读数"),
    "hashtags": ("hashtags", "hashtag", "tags", "tag", "话题"),
    "urls": ("urls", "expandedurls", "links", "outlinks", "link", "url", "头条文章url"),
    "mentions": ("mentions", "usermentions", "mentionedusers", "艾特用户", "用户提及"),
    "media_urls": ("mediaurls", "photos", "images", "media", "微博图片url", "原始图片url"),
}  # fmt: skip
"""Field of a post -> names of its column."""

ACCOUNT_NAMES: dict[str, tuple[str, ...]] = {
    "handle": (
        "handle", "screenname", "userscreenname", "username", "authorusername", "login", "昵称",
    ),
    "name": (
        "displayname", "userdisplayname", "nickname", "fullname", "authorname", "accountname",
        "用户昵称", "用户名", "昵称",
    ),
    "bio": ("bio", "userdescription", "userprofiledescription", "profiledescription", "简介"),
    "created_at": (
        "accountcreatedat", "accountcreationdate", "usercreatedat", "usercreated", "joined",
        "注册时间",
    ),
    "followers": ("followers", "followerscount", "followercount", "fans", "粉丝数", "粉丝"),
    "following": ("following", "followingcount", "friendscount", "friends", "关注数", "关注"),
    "posts": ("statusescount", "tweetcount", "postscount", "updates", "微博数"),
    "verified": ("verified", "isverified", "userverified"),
    "region": (
        "location", "userlocation", "userreportedlocation", "iplocation", "ip属地", "ip", "region",
        "tweetlocation", "发布位置", "所在地",
    ),
    "avatar": ("avatar", "profileimageurl", "avatarurl", "头像"),
}  # fmt: skip
"""Field of an account -> names of its column."""

PLATFORM_WORDS: dict[str, tuple[str, ...]] = {
    "x": ("tweet", "retweet", "twitter"),
    "weibo": ("weibo", "微博"),
    "xiaohongshu": ("xhs", "小红书"),
    "douyin": ("aweme", "抖音"),
    "bilibili": ("bvid", "bilibili"),
    "reddit": ("subreddit",),
}
"""Platform -> words in column names that give it away."""
