"""pyvis made safe and fast: its Network and options, but our template, filled without scanning.

As it ships, pyvis renders without escaping, loads three libraries from other hosts, switches to
`innerHTML` when a title contains "href", and scans all edges for each edge that is added. Here
nodes and edges are set directly, no user text goes into `title` or `heading`, and the template
(api/templates/network/pyvis.html) escapes, asks no other host and carries a nonce.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from pyvis.network import Network

from api.views.ring_network import ROLES, RingNetwork
from api.views.words import plural

TEMPLATES: Final = Path(__file__).parent.parent / "templates"

_LABELS_UP_TO: Final = 40
"""Names are written beside the nodes up to this many; above it the hover card tells them."""


class SafeNetwork(Network):
    """A pyvis network that is rendered by our own escaping template."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cdn_resources="local", height="100%", width="100%", **options)
        self.templateEnv = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
        )
        self.path = "network/pyvis.html"


def pyvis_page(drawing: RingNetwork, *, nonce: str, static: str = "/static") -> str:
    """Return the HTML document of the network, for a sandboxed frame.

    Args:
        drawing: What to draw.
        nonce: The nonce of this answer's Content-Security-Policy.
        static: Where api/static is served, without a slash at the end.
    """
    net = SafeNetwork()
    most = max((person.hits for person in drawing.people), default=1) or 1
    heaviest = max((tie.weight for tie in drawing.ties), default=1.0) or 1.0
    labels = len(drawing.people) <= _LABELS_UP_TO
    net.nodes = [
        {
            "id": person.account_id,
            "label": person.title[:24] if labels else "",
            "group": person.role,
            "size": round(4 + 9 * (person.hits / most) ** 0.5, 1),
            "x": person.x,
            "y": person.y,
            # Read by the hover card, which writes them with textContent.
            "card": [person.title, person.account_id, person.hits, person.posts, person.score],
        }
        for person in drawing.people
    ]
    net.edges = [
        {
            "from": tie.a,
            "to": tie.b,
            "width": round(0.6 + 2.4 * tie.weight / heaviest, 2),
            "dashes": True,  # concluded, not observed
            "shared": tie.shared,
        }
        for tie in drawing.ties
    ]
    net.options.physics.enabled = drawing.physics
    shown, total = len(drawing.ties), drawing.total_ties
    ties = plural(shown, "tie") if shown == total else f"the {shown:,} strongest of {total:,} ties"
    shared: dict[str, Any] = {"nonce": nonce, "static": static, "roles": ROLES, "ties": ties}
    net.templateEnv.globals.update(shared)
    return net.generate_html()
