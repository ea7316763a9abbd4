"""What is read of X's GraphQL answers: entries of timelines, results of tweets and of users."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from loaders.platforms.x.ids import NativeId
from loaders.platforms.x.legacy import Count, Entities, Tweet, User

ABSENT = msgspec.Raw()


class Named(msgspec.Struct, frozen=True):
    """Where a user's name stands since 2025."""

    screen_name: str | None = None
    name: str | None = None
    created_at: str | None = None


class Place(msgspec.Struct, frozen=True):
    """Where a user is."""

    location: str | None = None


class Bio(msgspec.Struct, frozen=True):
    """What a user says of themself."""

    description: str | None = None


class Avatar(msgspec.Struct, frozen=True):
    """A user's picture."""

    image_url: str | None = None


class Mark(msgspec.Struct, frozen=True):
    """Whether a user was verified."""

    verified: bool | None = None


class Relations(msgspec.Struct, frozen=True):
    """How many follow, and are followed."""

    followers: Count = None
    following: Count = None


class Tweets(msgspec.Struct, frozen=True):
    """How many tweets a user has."""

    tweets: Count = None


class UserResult(msgspec.Struct, frozen=True):
    """A user, or the word that there is none to be seen."""

    typename: str | None = msgspec.field(default=None, name="__typename")
    rest_id: NativeId = None
    legacy: User | None = None
    is_blue_verified: bool | None = None
    core: Named | None = None
    location: Place | None = None
    profile_bio: Bio | None = None
    avatar: Avatar | None = None
    verification: Mark | None = None
    relationship_counts: Relations | None = None
    tweet_counts: Tweets | None = None


class UserResults(msgspec.Struct, frozen=True):
    """A user, wrapped."""

    result: UserResult | None = None


class Core(msgspec.Struct, frozen=True):
    """The author of a tweet."""

    user_results: UserResults | None = None


class TweetResults(msgspec.Struct, frozen=True):
    """A tweet, wrapped; nothing in it where it cannot be seen."""

    result: TweetResult | None = None


class Legacy(Tweet, frozen=True):
    """The tweet as API v1.1 had it, and what it repeats."""

    retweeted_status_result: TweetResults | None = None


class Note(msgspec.Struct, frozen=True):
    """The whole of a long tweet."""

    text: str | None = None
    entity_set: Entities | None = None


class NoteResults(msgspec.Struct, frozen=True):
    """The whole of a long tweet, wrapped."""

    result: Note | None = None


class NoteTweet(msgspec.Struct, frozen=True):
    """The whole of a long tweet, wrapped twice."""

    note_tweet_results: NoteResults | None = None


class Views(msgspec.Struct, frozen=True):
    """How often a tweet was shown."""

    count: Count = None


class TweetResult(msgspec.Struct, frozen=True):
    """A tweet, what wraps one (`tweet`), or a tombstone."""

    rest_id: NativeId = None
    tweet: TweetResult | None = None
    legacy: Legacy | None = None
    core: Core | None = None
    source: str | None = None
    views: Views | None = None
    note_tweet: NoteTweet | None = None
    retweeted_status_result: TweetResults | None = None
    quoted_status_result: TweetResults | None = None

    def author(self) -> UserResult | None:
        """Return who wrote it, as far as the answer says."""
        return self.core.user_results.result if self.core and self.core.user_results else None

    def note(self) -> Note | None:
        """Return the whole of a long tweet."""
        note = self.note_tweet.note_tweet_results if self.note_tweet else None
        return note.result if note else None


class Item(msgspec.Struct, frozen=True):
    """What a place of a timeline shows."""

    tweet_results: TweetResults = TweetResults()
    user_results: UserResults = UserResults()


class InnerItem(msgspec.Struct, frozen=True):
    """A place of a module of a timeline."""

    content: Item = msgspec.field(default=Item(), name="itemContent")


class ModuleItem(msgspec.Struct, frozen=True):
    """A place of a module of a timeline, wrapped."""

    item: InnerItem = InnerItem()


class Content(msgspec.Struct, frozen=True):
    """What an entry holds: one item, or the items of a module."""

    item: Item | None = msgspec.field(default=None, name="itemContent")
    items: list[ModuleItem] = []


class Entry(msgspec.Struct, frozen=True):
    """A place of a timeline, or of a module that is added to one (`item`)."""

    entry_id: str = msgspec.field(default="", name="entryId")
    content: Content = Content()
    item: InnerItem | None = None

    def items(self) -> Iterator[Item]:
        """Yield what is shown there; a cursor shows nothing."""
        if self.item is not None:
            yield self.item.content
        if self.content.item is not None:
            yield self.content.item
        for module in self.content.items:
            yield module.item.content


class Instruction(msgspec.Struct, frozen=True, rename="camel"):
    """What a page adds to a timeline; entries are not yet decoded."""

    entries: list[msgspec.Raw] = []
    module_items: list[msgspec.Raw] = []
    entry: msgspec.Raw = ABSENT

    def all_entries(self) -> list[msgspec.Raw]:
        """Return the entries, wherever they stand."""
        pinned = [self.entry] if self.entry != ABSENT else []
        return [*self.entries, *self.module_items, *pinned]


class Step(msgspec.Struct, frozen=True):
    """A step on the known ways down to a timeline: decoded at once, they cost one pass.

    `rest_id` and `legacy` show that there is more on the way than a timeline.
    """

    instructions: list[Instruction] = []
    rest_id: msgspec.Raw = ABSENT
    legacy: msgspec.Raw = ABSENT
    data: Step | None = None
    user: Step | None = None
    of_list: Step | None = msgspec.field(default=None, name="list")
    result: Step | None = None
    home: Step | None = None
    home_timeline_urt: Step | None = None
    timeline: Step | None = None
    timeline_v2: Step | None = None
    search_by_raw_query: Step | None = None
    search_timeline: Step | None = None
    tweets_timeline: Step | None = None
    members_timeline: Step | None = None
    retweeters_timeline: Step | None = None
    favoriters_timeline: Step | None = None
    bookmark_timeline_v2: Step | None = None
    threaded_conversation_with_injections_v2: Step | None = None

    def timeline_below(self) -> Sequence[Instruction]:
        """Return the instructions at the end of the way; none where it forks or holds more."""
        if self.rest_id != ABSENT or self.legacy != ABSENT:
            return ()
        below = [step for step in map(self.__getattribute__, _WAYS) if step is not None]
        if self.instructions:
            return () if below else self.instructions
        return below[0].timeline_below() if len(below) == 1 else ()


_WAYS = tuple(set(Step.__struct_fields__) - {"instructions", "rest_id", "legacy"})


def visible(results: TweetResults | None) -> TweetResult | None:
    """Return a tweet out of what wraps it; None where it is deleted, withheld or not named."""
    found = results.result if results else None
    found = (found.tweet or found) if found else None
    return found if found is not None and found.legacy is not None else None
