"""Check the tracked files for what must never be committed.

Large files, files of over 500 lines of Python, private keys, names of package registries, absolute
paths of one machine. Prints each finding; exit code 1 when there is one.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_BYTES = 1 << 20
MAX_LINES = 500
FORBIDDEN = {
    "a package registry's host": re.compile(
        rb"pypi\.org|pythonhosted\.org|registry\.npmjs|repo1?\.maven|npmmirror|registry\.yarnpkg"
    ),
    "an absolute path of one machine": re.compile(rb"(?<![\w.])/(home|Users|root|work)/[a-z]"),
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}
TEXT = {".py", ".md", ".toml", ".txt", ".lock", ".json", ".yaml", ".yml", ".cypher", ".css", ".js"}
TEXT |= {".html", ".cfg", ".ini", ".sh", "", ".mjs", ".csv"}


def tracked() -> list[Path]:
    """Return the files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def findings(path: Path) -> list[str]:
    """Return one line per thing in this file that must not be committed."""
    name = path.relative_to(ROOT)
    found: list[str] = []
    if path.stat().st_size > MAX_BYTES:
        found.append(f"{name}: {path.stat().st_size >> 10} KB; files stay under 1 MB")
    if path.suffix not in TEXT:
        return found
    content = path.read_bytes()
    if path.suffix == ".py" and content.count(b"\n") > MAX_LINES:
        found.append(f"{name}: over {MAX_LINES} lines; split it by purpose")
    if path != Path(__file__):
        for what, pattern in FORBIDDEN.items():
            for match in pattern.finditer(content):
                line = content.count(b"\n", 0, match.start()) + 1
                found.append(f"{name}:{line}: names {what}")
    return found


def main() -> int:
    """Print the findings and return the exit code."""
    found = [line for path in tracked() for line in findings(path)]
    print("\n".join(found) or "tree: nothing that must not be committed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
