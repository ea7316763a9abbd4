from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.storing import seen
from loaders.storing.seen import Seen


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=3), max_size=8), max_size=8), st.sampled_from([1, 5, 99]))
def test_an_id_is_new_the_first_time_only(chunks: list[list[str]], recent: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(seen, "RECENT", recent)
        found, known = Seen(), set[str]()
        for chunk in chunks:
            wanted: list[bool] = []
            for name in chunk:
                wanted.append(name not in known)
                known.add(name)
            assert found.add(pa.array(chunk, pa.string())).tolist() == wanted
        assert len(found) == len(known)
