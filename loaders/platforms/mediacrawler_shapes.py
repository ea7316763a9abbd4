"""The kinds of record that MediaCrawler writes, by their fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostShape:
    """The fields of a post or comment.

    Attributes:
        needs: Fields by which it is known.
        without: Fields that it does not have.
        prefix: Stands before the id where posts and comments of a platform are numbered apart;
            `{name}` in it is the value of that field.
        created: Fields with the time; the first that is filled counts.
        item: For a comment, the field with the post it stands under, and its prefix.
    """

    needs: frozenset[str]
    post_id: str
    created: tuple[str, ...]
    text: tuple[str, ...]
    kind: str = "original"
    prefix: str = ""
    item: tuple[str, str] | None = None
    likes: str = ""
    reposts: str = ""
    comments: str = ""
    views: str = ""
    url: str = ""
    tags: str = ""
    pictures: str = ""
    video: str = ""
    extra: tuple[str, ...] = ("source_keyword",)
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AccountShape:
    """The fields of an account that was crawled for itself."""

    needs: frozenset[str]
    bio: str = "desc"
    followers: str = "fans"
    following: str = "follows"
    posts: str = ""
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FollowShape:
    """The fields of a pair of accounts of which one follows the other."""

    needs: frozenset[str]
    follower: str
    followed: str
    without: frozenset[str] = frozenset()


Shape = PostShape | AccountShape | FollowShape
