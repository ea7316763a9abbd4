from __future__ import annotations

import errno
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collect import Limits
from collect.loading import load_segment
from collect.sources.jetstream import Jetstream
from collect.spool import LOG, Header, Segment, keep_body, recover
from collect.state import read_state, write_state
from marionet.errors import CollectError
from tests.collect.collecting import Collected
from tests.collect.jetstream_server import START_US, JetstreamServer, post_event, post_id, running

HEADER = Header(
    source="jetstream",
    name="a.example",
    url="wss://a.example/subscribe",
    format="bluesky-jetstream",
    collection="default",
    program="Marionet/test",
)


def log_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.with_suffix(LOG).read_bytes().splitlines()]


def written(folder: Path, events: list[str]) -> Segment:
    segment = Segment(folder, HEADER, START_US)
    for event in events:
        segment.append(event.encode(), START_US)
    return segment


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 900), log_cut=st.integers(0, 500))
def test_torn_segment_keeps_its_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, cut: int, log_cut: int
) -> None:
    folder = tmp_path_factory.mktemp("spool")
    segment = written(folder, [post_event(1), post_event(2)])
    segment.sync()
    segment.abandon()
    whole, log = segment.path.read_bytes(), segment.path.with_suffix(LOG).read_bytes()
    segment.path.write_bytes(whole[:cut])
    first = log.index(b"\n") + 1
    segment.path.with_suffix(LOG).write_bytes(log[: max(first, log_cut)])

    found = recover(folder)

    lines = whole[:cut].count(b"\n")
    if not lines:
        assert list(folder.iterdir()) == []
        return
    assert found == [segment.path]
    assert segment.path.read_bytes() == b"".join(whole.splitlines(keepends=True)[:lines])
    end = log_of(segment.path)[-1]
    assert end["event"] == "end"
    assert end["sha256"] == hashlib.sha256(segment.path.read_bytes()).hexdigest()
    assert recover(folder) == found


def test_log_without_its_segment_is_swept(tmp_path: Path) -> None:
    (tmp_path / ("a" + LOG)).write_bytes(b"{}\n")
    (tmp_path / "b.new").write_bytes(b"half")
    assert recover(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_body_is_not_cut_at_a_line(tmp_path: Path) -> None:
    path = keep_body(tmp_path, HEADER, b"one\ntwo", START_US, [])
    assert recover(tmp_path) == [path]
    assert path.read_bytes() == b"one\ntwo"


def test_segment_that_was_loaded_already_is_only_taken_out(tmp_path: Path) -> None:
    done = Collected(tmp_path)
    for _ in range(2):  # killed after the commit, before the segment was removed
        segment = written(tmp_path, [post_event(1)])
        segment.sync()
        segment.abandon()
        [path] = recover(tmp_path)
        log = [entry for entry in log_of(path) if entry["event"] != "end"]
        stable = b"".join(json.dumps(entry).encode() + b"\n" for entry in log)
        path.with_suffix(LOG).write_bytes(stable)
        report = load_segment(done.vault, path)

    assert report.known is not None
    assert done.post_ids() == [post_id(1)]
    assert len(done.vault.batches()) == 1


def test_full_disk_ends_with_a_sentence_and_the_next_collection_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Segment.append

    def full(self: Segment, raw: bytes, at_us: int) -> None:
        if self.lines == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        append(self, raw, at_us)

    with running(JetstreamServer([post_event(number) for number in range(6)])) as server:
        source = Jetstream(host=server.url)
        monkeypatch.setattr(Segment, "append", full)
        with pytest.raises(CollectError, match="No space left on device"):
            Collected(tmp_path).run(source, Limits(posts=6, seconds=20))
        monkeypatch.undo()
        done = Collected(tmp_path).run(source, Limits(posts=5, seconds=20))

    assert done.post_ids() == sorted(post_id(number) for number in range(6))
    assert done.left() == set()


def test_state_is_written_after_what_it_covers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync = Segment.sync
    monkeypatch.setattr(Segment, "sync", lambda self: (order.append("data"), sync(self))[1])
    monkeypatch.setattr("collect.channel.write_state", lambda *_: order.append("state"))
    with running(JetstreamServer([post_event(1)])) as server:
        Collected(tmp_path).run(Jetstream(host=server.url), Limits(posts=1, seconds=20))
    assert order[:2] == ["data", "state"]
    assert order[-1] != "state" or order[-2] == "data"


def test_damaged_state_is_told(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_state(path, {"cursor": 5})
    assert read_state(path) == {"cursor": 5}
    path.write_bytes(b'{"cursor"')
    with pytest.raises(CollectError, match="is damaged"):
        read_state(path)


def test_segments_are_closed_by_size(tmp_path: Path) -> None:
    events = [post_event(number) for number in range(20)]
    with running(JetstreamServer(events, pause_s=0.01)) as server:
        limits = Limits(posts=20, seconds=20, segment_size=1000)
        done = Collected(tmp_path).run(Jetstream(host=server.url), limits)
    assert len(done.vault.batches()) > 3
    assert len(done.post_ids()) == 20


def test_channel_has_no_segment_where_nothing_came(tmp_path: Path) -> None:
    with running(JetstreamServer([])) as server:
        done = Collected(tmp_path).run(Jetstream(host=server.url), Limits(seconds=1))
    assert done.vault.batches() == []
    assert done.left() == set()
