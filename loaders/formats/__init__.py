"""The formats, each one file; the order is that of the list of formats."""

from loaders.format import Format
from loaders.formats import interchange, weibo_mobile, x_api_v2

FORMATS: tuple[Format, ...] = (interchange.FORMAT, x_api_v2.FORMAT, weibo_mobile.FORMAT)
"""Every format that is found by content. Tables are described by mappings instead."""
