"""Co-domain: accounts that link to ever new pages of the same little-known site."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from detection.collection import Collection
from detection.signal import Signal, Touched, rarest
from marionet.progress import Progress


def find_co_domains(collection: Collection, progress: Progress) -> Touched:
    """Return which post links to which site by a page that no other account linked to.

    A page that others linked to is co_url's: the site would only say the same once more, and less
    exactly. Sites of more than max(200, sqrt N) accounts are left out.
    """
    del progress
    links = collection.table("post_urls").filter(_.domain.notnull(), _.domain != "", _.url != "")
    lonely = links.semi_join(_lonely(links, collection), "url")
    linked = lonely.select("post_id", object_id="domain").distinct()
    return Touched(posts=rarest(linked, collection))


def _lonely(links: ir.Table, collection: Collection) -> ir.Table:
    """Return the URLs that one account linked to."""
    authors = collection.table("posts").select("post_id", "account_id")
    by_url = links.inner_join(authors, "post_id").group_by("url")
    return by_url.agg(accounts=_.account_id.nunique()).filter(_.accounts == 1)


SIGNAL = Signal(
    name="co_domain",
    order=35,
    title="linked to the same little-known site, each to other pages",
    words=("site", "sites"),
    object_id="the registrable domain",
    rules="a page that another account linked to as well counts as a link, not here; sites to "
    "which more than max(200, sqrt N) of all N accounts linked so do not count",
    limits="a small forum or a shop has regulars who link to it: weak alone, and the test of ring "
    "against audience judges it; blind to rings that push a site that everybody knows",
    find=find_co_domains,
    node="Domain",
)
