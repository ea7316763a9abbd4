"""Who gets alerts: `--to` on the command line, or the file alerts.yaml of the workspace."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from marionet.errors import UsageError
from marionet.yaml_nodes import Fields, Items, Node, Place, Text, read_nodes
from watching.channel import Channel, Secret
from watching.channels import FileChannel, MailChannel, WebhookChannel
from watching.channels.mail import MailServer

FILE: Final = "alerts.yaml"
SECURITY: Final = ("starttls", "tls", "none")
EXAMPLE: Final = """\
# Who gets alerts. Secrets stand in files of their own below the workspace: secrets/NAME, mode 0600.
base-url: https://desk.example.org       # for links in alerts; leave it out for none
files:
  - alerts.jsonl                         # a relative path is below the workspace
webhooks:
  - url: https://hooks.example.org/marionet
    secret: hook                         # signs each body: X-Marionet-Signature
mail:
  server: smtp.example.org
  port: 587
  security: starttls                     # starttls, tls, or none for a server on this machine
  user: marionet
  password: smtp                         # the name of the secret, not the password
  from: marionet@example.org
  to: [desk@example.org, night@example.org]
"""


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who gets alerts.

    Attributes:
        channels: The receivers.
        base_url: Address of the server for links, without a slash at the end; may be empty.
    """

    channels: tuple[Channel, ...]
    base_url: str = ""


def read_receivers(home: Path, secrets: Path, to: Sequence[str] = ()) -> Receivers:
    """Return who gets alerts: what the file says, and what is named on the command line.

    Args:
        home: Folder of the workspace.
        secrets: Folder of its secrets.
        to: Files, http or https addresses, or mailto: addresses; mail goes by the server of the
            file.

    Raises:
        UsageError: The file or an address is wrong; the message names file and line.
    """
    path = home / FILE
    mail: _Mail | None = None
    channels: list[Channel] = []
    base_url = ""
    if path.exists():
        tree = _fields(read_nodes(_bytes(path), str(path)), "the file")
        tree.only(("base-url", "files", "webhooks", "mail"), "the file")
        base_url = _word(tree, "base-url").rstrip("/")
        channels += [FileChannel(home / _text(each).value) for each in _items(tree, "files")]
        channels += [_webhook(each, secrets) for each in _items(tree, "webhooks")]
        if "mail" in tree.fields:
            mail = _mail(tree.fields["mail"][1], secrets)
            channels += [MailChannel(mail.server, mail.sender, each) for each in mail.to]
    channels += [_named(address, mail, path) for address in to]
    once = {channel.name: channel for channel in channels}
    return Receivers(tuple(once.values()), base_url)


@dataclass(frozen=True, slots=True)
class _Mail:
    server: MailServer
    sender: str
    to: tuple[str, ...]


def _named(address: str, mail: _Mail | None, path: Path) -> Channel:
    if address.startswith(("http://", "https://")):
        if not _is_url(address):
            raise UsageError(
                f"--to {address}: expected an address like https://hooks.example.org/x."
            )
        return WebhookChannel(address)
    if address.startswith("mailto:"):
        receiver = address.removeprefix("mailto:")
        if mail is None:
            raise UsageError(
                f"--to {address}: no mail server is known. Name it in {path}, below `mail:`; "
                "`marionet alerts example` prints such a file."
            )
        if not _is_mail(receiver):
            raise UsageError(f"--to {address}: expected an address like mailto:desk@example.org.")
        return MailChannel(mail.server, mail.sender, receiver)
    return FileChannel(Path(address).expanduser().absolute())


def _webhook(node: Node, secrets: Path) -> Channel:
    if isinstance(node, Text):
        _check_url(node.value, node.place)
        return WebhookChannel(node.value)
    fields = _fields(node, "a web hook")
    fields.only(("url", "secret"), "a web hook")
    url = _needed(fields, "url")
    _check_url(url.value, url.place)
    return WebhookChannel(url.value, _secret(fields, "secret", secrets))


def _mail(node: Node, secrets: Path) -> _Mail:
    fields = _fields(node, "mail")
    fields.only(("server", "port", "security", "user", "password", "from", "to"), "mail")
    security = _word(fields, "security") or "starttls"
    if security not in SECURITY:
        fields.fields["security"][0].wrong(
            f"security is one of {', '.join(SECURITY)}, not {security!r}."
        )
    port = _word(fields, "port") or {"starttls": "587", "tls": "465", "none": "25"}[security]
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        fields.fields["port"][0].wrong(f"a port is a number from 1 to 65535, not {port!r}.")
    sender = _needed(fields, "from")
    receivers = [_text(each) for each in _items(fields, "to")]
    for each in (sender, *receivers):
        if not _is_mail(each.value):
            each.place.wrong(f"expected a mail address like desk@example.org, not {each.value!r}.")
    password = _secret(fields, "password", secrets)
    user = _word(fields, "user") or None
    if (user is None) != (password is None):
        fields.place.wrong("user and password belong together: write both, or none.")
    if user and security == "none":
        fields.place.wrong("a password must not go over a connection without security.")
    server = MailServer(_needed(fields, "server").value, int(port), security, user, password)
    return _Mail(server, sender.value, tuple(each.value for each in receivers))


def _secret(fields: Fields, key: str, secrets: Path) -> Secret | None:
    """Return the secret that a key names.

    Raises:
        UsageError: There is no such file, or others may read it.
    """
    if key not in fields.fields:
        return None
    place, node = fields.fields[key]
    name = _text(node).value
    path = secrets / name
    if not name or "/" in name or name.startswith("."):
        place.wrong(f"expected the name of a file in {secrets}, not {name!r}.")
    if not path.is_file():
        place.wrong(f"there is no file {path}. Write the secret into it, with mode 0600.")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        place.wrong(f"others may read {path}. Mend it with: chmod 600 {path}")
    value = _bytes(path).decode("utf-8", errors="replace").strip()
    if not value or not value.isprintable():
        place.wrong(f"{path} holds no secret: one line of text is expected.")
    return Secret(name, value)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from error


def _check_url(url: str, place: Place) -> None:
    if not _is_url(url):
        place.wrong(f"expected an address like https://hooks.example.org/x, not {url!r}.")


def _is_url(url: str) -> bool:
    try:
        parts = httpx.URL(url)
        port = urlsplit(url).port
    except (httpx.InvalidURL, ValueError):
        return False
    return parts.scheme in ("http", "https") and bool(parts.host) and port != 0


def _is_mail(address: str) -> bool:
    """Whether one mail can be sent there: nothing that begins a further header or receiver."""
    name, at, host = address.rpartition("@")
    return bool(name and at and host) and address.isprintable() and "," not in address


def _fields(node: Node, what: str) -> Fields:
    if isinstance(node, Text) and not node.value:
        return Fields({}, node.place)
    if not isinstance(node, Fields):
        node.place.wrong(f"{what} must be lines of `key: value`.")
    return node


def _items(fields: Fields, key: str) -> tuple[Node, ...]:
    if key not in fields.fields:
        return ()
    node = fields.fields[key][1]
    return node.items if isinstance(node, Items) else (node,)


def _text(node: Node) -> Text:
    if not isinstance(node, Text) or not node.value:
        node.place.wrong("expected a word here.")
    return node


def _needed(fields: Fields, key: str) -> Text:
    if key not in fields.fields:
        fields.place.wrong(f"the key {key!r} is missing here.")
    return _text(fields.fields[key][1])


def _word(fields: Fields, key: str) -> str:
    return _text(fields.fields[key][1]).value if key in fields.fields else ""
