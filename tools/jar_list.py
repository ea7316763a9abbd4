"""Writes graph/embedded/jars.txt: which jars make Neo4j, with the size and the SHA-256 of each.

Needed when the version of Neo4j changes. Resolve it once with Maven into an empty folder, then:

    python tools/jar_list.py FOLDER > graph/embedded/jars.txt

FOLDER is laid out as a Maven repository (group/artifact/version/file.jar), as the goal
`dependency:copy-dependencies` writes it with -Dmdep.useRepositoryLayout=true for a project that
depends on org.neo4j:neo4j, org.neo4j.app:neo4j-server and org.neo4j:cypher-shell.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

HEADER = """\
# Neo4j Community and what it needs: SHA-256, size in bytes, path in a Maven repository.
# Written by tools/jar_list.py; do not edit."""


def jar_line(jar: Path, root: Path) -> str:
    """Return the line of one jar."""
    with jar.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest} {jar.stat().st_size} {jar.relative_to(root).as_posix()}"


def main() -> None:
    """Print the list for the folder that the call names."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    root = Path(sys.argv[1])
    jars = sorted(root.rglob("*.jar"), key=lambda jar: jar.relative_to(root).as_posix())
    if not jars:
        sys.exit(f"No jars in {root}. Resolve them with Maven first.")
    print(HEADER)
    for jar in jars:
        print(jar_line(jar, root))


if __name__ == "__main__":
    main()
