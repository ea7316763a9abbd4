"""Mail: a real SMTP server on this machine, with and without TLS and login."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from watching.alert import Alert
from watching.channel import DeliveryFailed, Secret
from watching.channels import MailChannel
from watching.channels.mail import MailServer, message_of

_SELF_SIGNED = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
    "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
)
NASTY = "ring\r\nBcc: all@example.org\x1b[31m \u202e<script>alert(1)</script>\x00"


class Box:
    """Keeps mails; refuses receivers by the code that it is told."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.refuses = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 kept"


def login(server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"me", b"sesame")
    return AuthResult(success=good, handled=False)


class AnyPort(Controller):
    """Serves at a port that is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def served(box: Box, **options: Any) -> Iterator[int]:
    controller = AnyPort(box, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [*_SELF_SIGNED.split(), "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return key, certificate


@pytest.fixture
def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


@pytest.fixture
def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate[1])


def channel(port: int, security: str, **more: Any) -> MailChannel:
    server = MailServer("127.0.0.1", port, security, **more)
    return MailChannel(server, "Marionet <m@example.org>", "desk@example.org")


def parsed(envelope: Envelope) -> Any:
    return message_from_bytes(envelope.original_content or b"", policy=policy.default)


def test_mail_goes_over_starttls_with_a_login(
    content: dict[str, Any], server_context: ssl.SSLContext, trusting: ssl.SSLContext
):
    box = Box()
    with served(
        box, tls_context=server_context, require_starttls=True, authenticator=login,
        auth_required=True,
    ) as port:  # fmt: skip
        good = {"user": "me", "password": Secret("smtp", "sesame"), "context": trusting}
        channel(port, "starttls", **good).send(content)
        wrong = {**good, "password": Secret("smtp", "hunter2")}
        with pytest.raises(DeliveryFailed, match="refuses the login of me") as caught:
            channel(port, "starttls", **wrong).send(content)
    assert "hunter2" not in caught.value.message
    [mail] = box.mails
    assert mail.rcpt_tos == ["desk@example.org"]
    message = parsed(mail)
    assert message["Subject"] == "[Marionet] New ring"
    assert message["Message-ID"] == f"<{content['alert_id']}@example.org>"
    assert content["link"] in message.get_body(("plain",)).get_content()


def test_a_certificate_of_a_stranger_is_refused(
    content: dict[str, Any], server_context: ssl.SSLContext
):
    box = Box()
    tls = served(box, tls_context=server_context)
    with tls as port, pytest.raises(DeliveryFailed, match="certificate"):
        channel(port, "starttls").send(content)
    assert box.mails == []


def test_no_mail_goes_where_starttls_is_not_offered(content: dict[str, Any]):
    box = Box()
    with served(box) as port, pytest.raises(DeliveryFailed, match="STARTTLS"):
        channel(port, "starttls").send(content)
    assert box.mails == []


@pytest.mark.parametrize(("answer", "final"), [("550 no such box", True), ("451 later", False)])
def test_a_refused_receiver_is_final_only_where_the_server_says_so(
    content: dict[str, Any], answer: str, final: bool
):
    box = Box()
    box.refuses = answer
    with served(box) as port, pytest.raises(DeliveryFailed, match="refuses the receiver") as caught:
        channel(port, "none").send(content)
    assert caught.value.final is final


def test_no_server_is_tried_again(content: dict[str, Any]):
    with pytest.raises(DeliveryFailed, match="cannot be reached") as caught:
        channel(9, "none").send(content)
    assert not caught.value.final


def test_hostile_words_make_no_header_and_no_markup():
    alert = Alert("new-ring", "k", NASTY, NASTY, NASTY, "run-1", numbers={"platform": NASTY})
    row = alert.row("", "2026-03-02T08:00:00+00:00")
    box = Box()
    with served(box) as port:
        channel(port, "none").send(row)
    message = parsed(box.mails[0])
    assert message["Bcc"] is None
    assert message["Subject"].startswith("[Marionet] ring Bcc: all@example.org")
    words = message.get_body(("plain",)).get_content()
    markup = message.get_body(("html",)).get_content()
    assert not {"\x1b", "\x00", "\u202e"} & (set(words) | set(markup))
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


def test_a_long_title_is_cut_in_the_subject_and_whole_in_the_text(content: dict[str, Any]):
    message = message_of({**content, "title": "x" * 500}, "m@example.org", "d@example.org")
    assert len(message["Subject"]) == 120
    assert "x" * 500 in message.get_body(("plain",)).get_content().replace("=\n", "")  # type: ignore[union-attr]
