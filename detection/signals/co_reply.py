"""Co-reply: accounts that answer the same post."""

from __future__ import annotations

from detection.collection import Collection
from detection.signal import Signal, Touched, own_posts, post_labels
from marionet.progress import Progress


def find_co_replies(collection: Collection, progress: Progress) -> Touched:
    """Return which post answers or comments on which post.

    Left out: a post that claims to answer itself, and what a post that was only passed on answers.
    """
    del progress
    posts = own_posts(collection)
    answers = posts.select("post_id", object_id=posts.reply_to).distinct()
    return Touched(
        posts=answers.filter(answers.object_id.notnull(), answers.object_id != answers.post_id),
        labels=post_labels(collection),
    )


SIGNAL = Signal(
    name="co_reply",
    order=60,
    title="answered the same post",
    words=("post replied to", "posts replied to"),
    object_id="the post_id of the post that was answered or commented on",
    rules="only the post answered directly counts, not the root of the thread; a post that names "
    "itself does not count, nor does a post that was only passed on",
    limits="regulars of a news page answer the same posts day after day: the test of ring against "
    "audience judges that",
    find=find_co_replies,
    node="Post",
)
