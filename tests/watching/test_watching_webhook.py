"""Web hooks: a real server on this machine."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from tests.watching.hooks import Hook, open_hook
from watching.channel import DeliveryFailed, Secret
from watching.channels import WebhookChannel
from watching.channels import webhook as module


def test_the_body_is_the_alert_and_the_key_its_id(hook: Hook, content: dict[str, Any]):
    WebhookChannel(hook.url).send(content)
    assert json.loads(hook.bodies[0]) == content
    [headers] = hook.headers
    assert headers["Idempotency-Key"] == content["alert_id"]
    assert headers["Content-Type"] == "application/json"
    assert "X-Marionet-Signature" not in headers


def test_the_signature_is_that_of_the_bytes_received(hook: Hook, content: dict[str, Any]):
    WebhookChannel(hook.url, Secret("hook", "sesame")).send({**content, "title": "环 ring"})
    expected = hmac.new(b"sesame", hook.bodies[0], hashlib.sha256).hexdigest()
    assert hook.headers[0]["X-Marionet-Signature"] == f"sha256={expected}"


@pytest.mark.parametrize("status", [400, 403, 404, 408, 429, 500, 503])
def test_a_refusal_is_tried_again(hook: Hook, content: dict[str, Any], status: int):
    hook.status = status
    with pytest.raises(DeliveryFailed, match=f"answered {status}") as caught:
        WebhookChannel(hook.url).send(content)
    assert not caught.value.final


def test_gone_is_final(hook: Hook, content: dict[str, Any]):
    hook.status = 410
    with pytest.raises(DeliveryFailed) as caught:
        WebhookChannel(hook.url).send(content)
    assert caught.value.final


def test_a_redirect_is_not_followed(hook: Hook, content: dict[str, Any]):
    with open_hook(Hook()) as elsewhere:
        hook.status, hook.location = 307, elsewhere.url
        with pytest.raises(DeliveryFailed, match="redirects") as caught:
            WebhookChannel(hook.url).send(content)
        assert caught.value.final
        assert elsewhere.bodies == []


def test_a_slow_hook_is_given_up_after_its_time(
    hook: Hook, content: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "TIMEOUT_S", 0.2)
    hook.delay_s = 10.0
    with pytest.raises(DeliveryFailed, match="did not answer") as caught:
        WebhookChannel(hook.url).send(content)
    assert not caught.value.final


def test_an_answer_without_end_holds_nobody_up(hook: Hook, content: dict[str, Any]):
    hook.endless, hook.status = True, 200
    begun = time.monotonic()
    WebhookChannel(hook.url).send(content)
    assert time.monotonic() - begun < 5


def test_nobody_there_is_tried_again(content: dict[str, Any]):
    with pytest.raises(DeliveryFailed, match="did not answer") as caught:
        WebhookChannel("http://127.0.0.1:9/").send(content)
    assert not caught.value.final


def test_the_name_shows_no_path_query_or_password():
    name = WebhookChannel("https://me:pw@hooks.example.org:8443/services/T1?token=x").name
    assert name.startswith("webhook:hooks.example.org:8443#")
    assert not {"pw", "token", "services"} & set(name.replace("#", ":").split(":"))
    assert name != WebhookChannel("https://hooks.example.org:8443/services/T2").name
