"""How fast the collector takes messages from a Jetstream on this machine, the loader left out.

    python -m bench.collect_speed [number of messages]

The server runs in a process of its own. Figures: messages per second from the first to the last,
and the processor time of the collector for each; segments are synced to disk every second.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from multiprocessing.synchronize import Event as Ready
from pathlib import Path
from random import Random

from websockets.asyncio.server import ServerConnection, serve

from collect.desk import Desk
from collect.limits import Limits, Stop
from collect.sources.jetstream import Jetstream
from collect.tally import Tally

PORT = 18_765
START_US = 1_740_830_400_000_000


def event(number: int) -> str:
    """An event of the usual size, 600 bytes."""
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": "2025-03-01T12:00:00Z",
        "langs": ["en"],
        "text": f"post {number} " + "text " * 50,
    }
    commit = {
        "rev": f"3l{number}",
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": f"3k{number}",
        "record": record,
        "cid": "bafyrei" + "a" * 52,
    }
    did = f"did:plc:invented{number % 1000}"
    whole = {"did": did, "time_us": START_US + number, "kind": "commit", "commit": commit}
    return json.dumps(whole)


def play(messages: int, ready: Ready) -> None:
    """Send all events to each connection as fast as it takes them."""
    events = [event(number) for number in range(messages)]

    async def send_all(connection: ServerConnection) -> None:
        for text in events:
            await connection.send(text)
        await connection.wait_closed()

    async def run() -> None:
        async with serve(send_all, "127.0.0.1", PORT, compression=None):
            ready.set()
            await asyncio.Future()

    asyncio.run(run())


def main() -> None:
    """Print the figures."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    server = spawn.Process(target=play, args=(messages, ready), daemon=True)
    server.start()
    ready.wait(60)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(
            spool=Path(folder),
            limits=Limits(posts=messages, seconds=120),
            stop=Stop(),
            tally=tally,
            random=Random(1),  # noqa: S311 - jitter
            agent="Marionet/bench",
            program="Marionet/bench",
            collection="default",
            on_segment=lambda path: None,
            tell=print,
            beat=lambda: None,
        )
        started, used = time.perf_counter(), time.process_time()
        Jetstream(host=f"ws://127.0.0.1:{PORT}").run(desk)
        seconds, used = time.perf_counter() - started, time.process_time() - used
    server.kill()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{tally.messages} messages, {tally.messages / seconds:,.0f}/s, {seconds:.1f} s")
    print(f"{used / tally.messages * 1e6:.0f} us of processor per message, peak memory {peak} MB")


if __name__ == "__main__":
    main()
