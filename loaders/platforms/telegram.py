"""How accounts, chats and messages of Telegram are named, whichever tool exported them.

Numbers of users, of channels (and supergroups) and of basic groups are three series: the same
number may stand in each. A channel has its bare number (`telegram:1161434992`), others carry their
series (`telegram:user12`, `telegram:chat34`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from loaders.records import BadRecord

PLATFORM = "telegram"

# Until 2021 Telegram Desktop wrote the series into the number.
_OLD_CHANNEL = 0x200000000
_OLD_CHAT = 0x100000000
_PEER = re.compile(r"(user|chat|channel)(\d{1,20})")


@lru_cache(maxsize=1 << 14)  # who writes writes often; a name that is none is not kept
def peer_name(peer: str | int) -> str:
    """Return the name of a peer (`user12`, `channel5`, an old number) without the platform.

    Raises:
        BadRecord: It is none.
    """
    if isinstance(peer, int):
        if peer >= _OLD_CHANNEL:
            return str(peer - _OLD_CHANNEL)
        return f"chat{peer - _OLD_CHAT}" if peer >= _OLD_CHAT else f"user{peer}"
    found = _PEER.fullmatch(peer)
    if not found or not int(found[2]):
        raise BadRecord(f"{peer[:60]!r} is no account of Telegram")
    return found[2] if found[1] == "channel" else peer


def chat_name(kind: str, number: int, *, old: bool) -> str:
    """Return the name of a chat without the platform.

    Args:
        kind: As Telegram Desktop calls it: `public_channel`, `private_group`, `personal_chat`...
        number: Its number.
        old: Whether the export is from before 2021.
    """
    if old and number >= _OLD_CHAT:
        return peer_name(number)
    if "channel" in kind or "supergroup" in kind:
        return str(number - _OLD_CHANNEL if number >= _OLD_CHANNEL else number)
    return f"chat{number}" if "group" in kind else f"user{number}"


def message_id(chat: str, number: int | str) -> str:
    """Return the id of a message in a channel or supergroup."""
    return f"{PLATFORM}:{chat}/{number}"
