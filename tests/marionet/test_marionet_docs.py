"""Generated pages agree with the code, and the tree holds nothing that must not be committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATORS = sorted(path.name for path in (ROOT / "tools").glob("docs_*.py"))


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_generated_page_agrees_with_the_code(generator: str) -> None:
    done = subprocess.run([sys.executable, f"tools/{generator}", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, f"run: make docs ({generator} wants other text)"


def test_the_tree_holds_nothing_that_must_not_be_committed() -> None:
    done = subprocess.run(
        [sys.executable, "tools/check_tree.py"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "tree: nothing that must not be committed"


def test_no_link_in_the_docs_is_broken() -> None:
    broken = {
        (str(page.relative_to(ROOT)), target)
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    }
    assert broken == set()
