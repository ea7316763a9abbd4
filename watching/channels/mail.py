"""Alerts by mail over SMTP, as plain text and as HTML."""

from __future__ import annotations

import html
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Final

from watching.channel import DeliveryFailed, Secret
from watching.wording import one_line

TIMEOUT_S: Final = 30.0
_SUBJECT: Final = 120
"""Characters of a subject."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """How mail is handed in.

    Attributes:
        host: Name of the server.
        port: Its port.
        security: starttls, tls, or none for a server on this machine.
        user: Login, or None.
        password: Its password.
        context: Certificates that are trusted; None: those of the system.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password: Secret | None = None
    context: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Mails to one receiver."""

    server: MailServer
    sender: str
    to: str

    @property
    def name(self) -> str:
        """`mailto:` and the receiver."""
        return f"mailto:{self.to}"

    def send(self, content: Mapping[str, Any]) -> None:
        """Hand the alert in.

        Raises:
            DeliveryFailed: The server cannot be reached or refuses.
        """
        where = f"{self.server.host}:{self.server.port}"
        try:
            session = self._session()
            try:
                session.send_message(message_of(content, self.sender, self.to))
            finally:  # what the server says to the farewell changes nothing: it took the mail
                with suppress(smtplib.SMTPException, OSError):
                    session.quit()
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryFailed(
                f"The mail server {where} refuses the login of {self.server.user}."
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            final = all(code >= 500 for code, _words in error.recipients.values())
            raise DeliveryFailed(
                f"The mail server {where} refuses the receiver {self.to}.", final=final
            ) from error
        except smtplib.SMTPException as error:
            raise DeliveryFailed(f"The mail server {where} failed ({error}).") from error
        except OSError as error:
            raise DeliveryFailed(
                f"The mail server {where} cannot be reached ({error.strerror or error})."
            ) from error

    def _session(self) -> smtplib.SMTP:
        server = self.server
        context = server.context or ssl.create_default_context()
        if server.security == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_S, context=context
            )
        else:
            session = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
        try:
            if server.security == "starttls":
                session.starttls(context=context)
            if server.user is not None and server.password is not None:
                session.login(server.user, server.password.value)
        except BaseException:
            session.close()
            raise
        return session


def message_of(content: Mapping[str, Any], sender: str, to: str) -> EmailMessage:
    """Return the mail of an alert; its Message-ID is made of the alert's id, so it is one mail."""
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = one_line(f"[Marionet] {content['title']}", _SUBJECT)
    message["Date"] = format_datetime(datetime.fromisoformat(content["at"]))
    domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
    message["Message-ID"] = f"<{content['alert_id']}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Marionet-Kind"] = content["kind"]
    lines = [one_line(line) for line in (content["title"], "", content["text"], "")]
    lines += [one_line(line) for line in _facts(content)]
    message.set_content("\n".join(lines))
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
    message.add_alternative(
        f"<!doctype html><html><body>{paragraphs}</body></html>", subtype="html"
    )
    return message


def _facts(content: Mapping[str, Any]) -> list[str]:
    facts = [f"Collection: {content['collection']}", f"Run: {content['run_id']}"]
    if content.get("ring_id"):
        facts.append(f"Ring: {content['ring_id']} (first found as {content['ring']})")
    if content.get("link"):
        facts.append(f"Page: {content['link']}")
    return [*facts, f"Alert: {content['alert_id']}"]
