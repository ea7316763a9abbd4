"""The signals, in the order in which they are collected and shown."""

from __future__ import annotations

from detection.signal import Signal
from detection.signals import co_hashtag, co_reply, co_repost, co_url, text

SIGNALS: tuple[Signal, ...] = (
    co_repost.SIGNAL,
    co_url.SIGNAL,
    co_hashtag.SIGNAL,
    co_reply.SIGNAL,
    text.SIGNAL,
)
