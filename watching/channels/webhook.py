"""Alerts as JSON to a web hook, signed so that the receiver knows who speaks.

`Idempotency-Key` is the id of the alert: the same delivery can come twice, and is the same then.
`X-Marionet-Signature: sha256=<hex>` is the HMAC-SHA256 of the body under the shared secret, as web
hooks of code hosts have it; without a secret the header is left out.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import msgspec

from marionet import __version__
from watching.channel import DeliveryFailed, Secret

TIMEOUT_S: Final = 15.0
_GONE: Final = 410


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Posts to an address; redirects are not followed, for the body would go elsewhere.

    Attributes:
        url: http or https.
        secret: Shared secret of the signature, or None.
    """

    url: str
    secret: Secret | None = None

    @property
    def name(self) -> str:
        """`webhook:`, host and port, and a digest: path and query are often what is secret."""
        url = httpx.URL(self.url)
        digest = hashlib.sha256(self.url.encode()).hexdigest()[:8]
        port = "" if url.port is None else f":{url.port}"
        return f"webhook:{url.host}{port}#{digest}"

    def send(self, content: Mapping[str, Any]) -> None:
        """Post the alert.

        Raises:
            DeliveryFailed: There was no answer, or none that accepts it.
        """
        body = msgspec.json.encode(dict(content))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"Marionet/{__version__}",
            "Idempotency-Key": str(content["alert_id"]),
        }
        if self.secret is not None:
            signature = hmac.new(self.secret.value.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Marionet-Signature"] = f"sha256={signature}"
        where = self.name
        try:
            # The body of the answer is not read: it may be long, slow or hostile.
            with httpx.stream(
                "POST",
                self.url,
                content=body,
                headers=headers,
                timeout=TIMEOUT_S,
                follow_redirects=False,
            ) as answer:
                pass
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"{where} did not answer ({type(error).__name__}).") from error
        if answer.is_success:
            return
        if answer.is_redirect:
            raise DeliveryFailed(
                f"{where} redirects to another address: give that one, if it is the right one.",
                final=True,
            )
        # Only 410 says "never again"; a 404 or 403 may be mended while the back-off goes on.
        raise DeliveryFailed(
            f"{where} answered {answer.status_code}.", final=answer.status_code == _GONE
        )
