"""Co-reply: accounts that answer the same post."""

from __future__ import annotations

from detection.signal import Signal, Touched, post_labels
from marionet.progress import Progress
from vault.tables import Tables


def find_co_replies(tables: Tables, progress: Progress) -> Touched:
    """Return which post answers or comments on which post.

    A post that claims to answer itself is left out.
    """
    del progress
    posts = tables.table("posts")
    answers = posts.select("post_id", object_id=posts.reply_to).distinct()
    return Touched(
        posts=answers.filter(answers.object_id.notnull(), answers.object_id != answers.post_id),
        labels=post_labels(tables),
    )


SIGNAL = Signal(
    name="co_reply",
    title="answered the same post",
    object_id="the post_id of the post that was answered or commented on",
    rules="only the post answered directly counts, not the root of the thread; a post that names "
    "itself does not count",
    limits="regulars of a news page answer the same posts day after day: the test of ring against "
    "audience judges that",
    find=find_co_replies,
)
