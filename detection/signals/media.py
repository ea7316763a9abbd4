"""Media: accounts that publish the same picture or film."""

from __future__ import annotations

from typing import Any

import ibis

from detection.collection import Collection
from detection.signal import Signal, Touched
from marionet.progress import Progress


def find_media(collection: Collection, progress: Progress) -> Touched:
    """Return which post shows which picture or film: by its hash, else by its id.

    A file with a hash somewhere has it everywhere: a post that only names its id counts for the
    hash as well, so that copies under several ids and on several platforms meet.
    """
    del progress
    shown: Any = collection.table("post_media")
    shown = shown.mutate(hash=shown.hash.nullif(""), media_id=shown.media_id.nullif(""))
    hashed = shown.filter(shown.hash.notnull(), shown.media_id.notnull())
    known = hashed.group_by("media_id").agg(hash_of_id=hashed.hash.min())
    named = shown.left_join(known, "media_id")
    thing = ibis.coalesce(named.hash, named.hash_of_id, named.media_id, named.url.nullif(""))
    touched = named.select("post_id", object_id=thing).distinct()
    return Touched(posts=touched.filter(touched.object_id.notnull()))


SIGNAL = Signal(
    name="media",
    order=70,
    title="published the same picture or film",
    words=("picture or film", "pictures or films"),
    object_id="the hash of the file as the export gives it; without one the media_id, else the URL",
    rules="a post counts once for each file in it; a picture in a post that was only passed on "
    "does not count",
    limits="without hashes it sees only files that the platform itself gave one id: a picture that "
    "was uploaded again is another one then; pictures of the day and memes are shared by all, "
    "which the null model judges",
    find=find_media,
)
