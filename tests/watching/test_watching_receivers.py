"""alerts.yaml and --to."""

from __future__ import annotations

from pathlib import Path

import pytest

from marionet.errors import UsageError
from watching.channels import MailChannel, WebhookChannel
from watching.receivers import EXAMPLE, read_receivers

MAIL = "mail:\n  server: smtp.example.org\n  from: m@example.org\n  to: [d@example.org]\n"
WRONG = {
    "an unknown key": ("file: [a]\n", 1, "Did you mean 'files'?"),
    "no mapping": ("- a\n", 1, "key: value"),
    "a web hook without address": ("webhooks:\n  - secret: hook\n", 2, "'url' is missing"),
    "no address": ("webhooks:\n  - ftp://x.example.org\n", 2, "https://hooks.example.org/x"),
    "no port": ("webhooks:\n  - https://x.example.org:99999/\n", 2, "https://hooks"),
    "no such secret": (
        "webhooks:\n  - url: https://x.org\n    secret: none\n", 3, "there is no file"),
    "a secret outside": (
        "webhooks:\n  - url: https://x.org\n    secret: ../hook\n", 3, "the name of a file"),
    "a secret others read": (
        "webhooks:\n  - url: https://x.org\n    secret: open\n", 3, "chmod 600"),
    "an empty secret": (
        "webhooks:\n  - url: https://x.org\n    secret: empty\n", 3, "holds no secret"),
    "a secret of two lines": (
        "webhooks:\n  - url: https://x.org\n    secret: two\n", 3, "holds no secret"),
    "a wrong port": (MAIL + "  port: 99999\n", 5, "1 to 65535"),
    "a wrong security": (MAIL + "  security: ssl\n", 5, "starttls, tls, none"),
    "no mail address": ("mail:\n  server: s\n  from: me\n", 3, "desk@example.org"),
    "a header in an address": (
        'mail:\n  server: s\n  from: "a@b.org\\r\\nBcc: c@d.org"\n', 3, "desk@example.org"),
    "a user without password": (MAIL + "  user: me\n", 2, "belong together"),
    "a password in the open": (
        MAIL + "  user: me\n  password: smtp\n  security: none\n", 2, "without security"),
    "an anchor": ("files: &a [x]\n", 1, "anchors"),
    "no UTF-8": (b"files: [a]\n# \xff\n", 2, "not UTF-8"),
}  # fmt: skip


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name, value, mode in (
        ("hook", "sesame\n", 0o600),
        ("smtp", "pw", 0o600),
        ("open", "pw", 0o640),
        ("empty", "\n", 0o600),
        ("two", "a\nb", 0o600),
    ):
        (folder / name).write_text(value)
        (folder / name).chmod(mode)
    return folder


def refused(home: Path, text: str | bytes, *to: str) -> str:
    (home / "alerts.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as caught:
        read_receivers(home, home / "secrets", to)
    return caught.value.message


def test_the_example_is_read_as_it_stands(tmp_path: Path, secrets: Path):
    (tmp_path / "alerts.yaml").write_text(EXAMPLE)
    receivers = read_receivers(tmp_path, secrets)
    file, hook, *mails = receivers.channels
    assert receivers.base_url == "https://desk.example.org"
    assert file.name == f"file:{tmp_path / 'alerts.jsonl'}"
    assert isinstance(hook, WebhookChannel)
    assert hook.secret is not None
    assert hook.secret.value == "sesame"
    assert [mail.name for mail in mails] == ["mailto:desk@example.org", "mailto:night@example.org"]


def test_without_a_file_only_those_of_the_command_line_are_there(tmp_path: Path, secrets: Path):
    assert read_receivers(tmp_path, secrets).channels == ()
    to = ("http://127.0.0.1:1/x", str(tmp_path / "a.jsonl"), str(tmp_path / "a.jsonl"))
    assert len(read_receivers(tmp_path, secrets, to).channels) == 2


def test_mailto_goes_by_the_server_of_the_file(tmp_path: Path, secrets: Path):
    (tmp_path / "alerts.yaml").write_text(MAIL)
    both = read_receivers(tmp_path, secrets, ["mailto:n@example.org"]).channels
    assert [channel.name for channel in both] == ["mailto:d@example.org", "mailto:n@example.org"]
    assert isinstance(both[1], MailChannel)
    assert both[1].server.port == 587


def test_secrets_stand_in_no_representation(tmp_path: Path, secrets: Path):
    (tmp_path / "alerts.yaml").write_text(EXAMPLE)
    assert "sesame" not in repr(read_receivers(tmp_path, secrets))


@pytest.mark.parametrize(("text", "line", "expected"), WRONG.values(), ids=WRONG)
def test_an_error_names_file_line_and_what_was_expected(
    tmp_path: Path, secrets: Path, text: str | bytes, line: int, expected: str
):
    message = refused(tmp_path, text)
    assert f"alerts.yaml, line {line}," in message
    assert expected in message
    assert "watch list" not in message


@pytest.mark.parametrize(
    "address",
    ["http://", "https://x:y/", "mailto:nobody", "mailto:a@b.org\nBcc: c@d.org", "mailto:a@b,c@d"],
)
def test_a_wrong_address_of_the_command_line_is_refused(
    tmp_path: Path, secrets: Path, address: str
):
    assert refused(tmp_path, MAIL, address).startswith(f"--to {address}")


def test_mail_without_a_server_says_where_to_name_it(tmp_path: Path, secrets: Path):
    assert "marionet alerts example" in refused(tmp_path, "files: [a]\n", "mailto:a@b.org")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, secrets: Path):
    (tmp_path / "alerts.yaml").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        read_receivers(tmp_path, secrets)
