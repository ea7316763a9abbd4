"""Co-quote: accounts that quote the same post."""

from __future__ import annotations

from detection.collection import Collection
from detection.signal import Signal, Touched, own_posts, post_labels
from marionet.progress import Progress


def find_co_quotes(collection: Collection, progress: Progress) -> Touched:
    """Return which post quotes which post.

    Left out: a post that claims to quote itself; one that reposts what it quotes, which co_repost
    has; and the quotation inside a post that somebody only passed on.
    """
    del progress
    own = own_posts(collection)
    quotes = own.filter(~own.quote_of.identical_to(own.repost_of))
    quotes = quotes.select("post_id", object_id="quote_of").distinct()
    return Touched(
        posts=quotes.filter(quotes.object_id.notnull(), quotes.object_id != quotes.post_id),
        labels=post_labels(collection),
    )


SIGNAL = Signal(
    name="co_quote",
    order=20,
    title="quoted the same post",
    words=("quoted post", "quoted posts"),
    object_id="the post_id of the post that was quoted",
    rules="a post that reposts and quotes the same one counts as a repost alone; the quotation "
    "inside a post that was only passed on does not count; a post that names itself does not count",
    limits="critics quote what they are angry about, each in words of his own: the null model "
    "judges that; blind on platforms where a quotation is a link or a picture",
    find=find_co_quotes,
    node="Post",
)
