"""The configuration of the embedded Neo4j: local only, and as little as possible may be done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from graph.embedded.memory import MemorySizes

HARDENED: Final[Mapping[str, str]] = {
    # Nothing but Bolt, and only from this machine.
    "server.default_listen_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
    "dbms.security.auth_enabled": "true",
    # No procedures but the built-in ones. An empty value is needed: without it all are loaded.
    "dbms.security.procedures.allowlist": "",
    "dbms.security.procedures.unrestricted": "",
    # LOAD CSV reaches neither files nor addresses.
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    # A query ends. The loader gives its own transactions more time.
    "db.transaction.timeout": "30s",
    "db.lock.acquisition.timeout": "10s",
    "db.transaction.concurrent.maximum": "32",
    "dbms.cypher.forbid_exhaustive_shortestpath": "true",
    # The text of queries and their parameters (names, posts) goes into no log.
    "db.logs.query.enabled": "OFF",
}

_FRUGAL: Final[Mapping[str, str]] = {
    # The graph can be made again from the vault: no long history of transactions, and no 256 MB
    # set aside for each database.
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "64M",
    "db.tx_log.rotation.retention_policy": "128M size",
    # After the databases are closed the server waits for its network threads: 10 s by default.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
    "server.config.strict_validation.enabled": "true",
}


def configuration(home: Path, port: int, sizes: MemorySizes) -> str:
    """Return the text of neo4j.conf.

    Args:
        home: Folder of the server.
        port: Port for Bolt on 127.0.0.1.
        sizes: Memory of the server.
    """
    own = {
        "server.directories.data": str(home / "data"),
        "server.directories.logs": str(home / "logs"),
        "server.directories.run": str(home / "run"),
        "server.directories.import": str(home / "import"),
        "server.directories.plugins": str(home / "plugins"),
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.memory.heap.initial_size": f"{min(512, sizes.heap_mb)}m",
        "server.memory.heap.max_size": f"{sizes.heap_mb}m",
        "server.memory.pagecache.size": f"{sizes.page_cache_mb}m",
        "db.memory.transaction.max": f"{sizes.one_transaction_mb}m",
        "dbms.memory.transaction.total.max": f"{sizes.all_transactions_mb}m",
    }
    lines = (f"{key}={_escaped(value)}" for key, value in {**HARDENED, **_FRUGAL, **own}.items())
    return "# Written by Marionet at every start; changes are lost.\n" + "\n".join(lines) + "\n"


def jvm_options(java_version: int, sizes: MemorySizes) -> tuple[str, ...]:
    """Return the options for `java`, as Neo4j's own start script gives them.

    Args:
        java_version: Feature version of the Java: 17, 21, 25.
        sizes: Memory of the server.
    """
    opened = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
    newer = (
        ("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED")
        if java_version >= 24  # both only silence warnings that came with it
        else ()
    )
    return (
        f"-Xms{min(512, sizes.heap_mb)}m",
        f"-Xmx{sizes.heap_mb}m",
        "-XX:+UseG1GC",
        "-XX:-OmitStackTraceInFastThrow",
        "-XX:+DisableExplicitGC",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opened),
        *newer,
        "-Djdk.nio.maxCachedBufferSize=1024",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-Dio.netty.leakDetection.level=DISABLED",
        "-Dlog4j2.disable.jmx=true",
        "-Dfile.encoding=UTF-8",
        "-Djava.awt.headless=true",
    )


def _escaped(value: str) -> str:
    """A backslash in a path would be read as an escape."""
    return value.replace("\\", "\\\\")
