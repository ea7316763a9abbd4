"""Co-URL: accounts that link to the same page."""

from __future__ import annotations

from detection.collection import Collection
from detection.signal import Signal, Touched
from marionet.progress import Progress


def find_co_urls(collection: Collection, progress: Progress) -> Touched:
    """Return which post links to which canonical URL."""
    del progress
    links = collection.table("post_urls")
    linked = links.select("post_id", object_id=links.url).distinct()
    return Touched(posts=linked.filter(linked.object_id.notnull(), linked.object_id != ""))


SIGNAL = Signal(
    name="co_url",
    order=30,
    title="linked to the same page",
    words=("link", "links"),
    object_id="the canonical URL",
    rules="a post counts once for each canonical URL in it, however often it stands there",
    limits="blind to short links that were not resolved at load time; newsrooms and their mirrors "
    "coincide, which the null model judges",
    find=find_co_urls,
    node="Url",
)
