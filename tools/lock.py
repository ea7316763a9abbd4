"""Resolve the dependencies of pyproject.toml into requirements/*.lock, pinned and hashed.

The files name no package index, so that they work with any mirror.
"""

import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).parent / "uv"
LOCKS = {
    "run": ("pyproject.toml", "--group", "setup"),
    "dev": ("pyproject.toml", "--group", "dev", "-c", "requirements/run.lock"),
    # the tool that ours is compared with: installed by a test, into a cache of its own
    "cnt": ("requirements/cnt.in",),
}


def main() -> None:
    """Write each lock file."""
    for name, inputs in LOCKS.items():
        subprocess.run(
            [
                UV, "pip", "compile", "-q", *inputs, "-o", f"requirements/{name}.lock",
                "--universal", "--python-version", "3.11", "--generate-hashes",
                "--no-header", "--no-emit-index-url", "--no-annotate", *sys.argv[1:],
            ],
            check=True,
        )  # fmt: skip
        print(f"wrote requirements/{name}.lock")


if __name__ == "__main__":
    main()
