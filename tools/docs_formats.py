"""Write docs/reference/formats.md from the formats and mappings.

usage: python tools/docs_formats.py [--check]
"""

import sys
from pathlib import Path

from loaders.catalogue import formats_page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "formats.md"

if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text("utf-8") != formats_page())
    PAGE.write_text(formats_page(), "utf-8")
