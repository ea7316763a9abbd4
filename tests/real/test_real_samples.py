from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import Sample, expected, golden_of, load_sample, real_samples

SAMPLES = real_samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sample_loads_as_its_golden_file_says(sample: Sample, tmp_path: Path) -> None:
    report, rows = load_sample(sample, tmp_path)

    assert golden_of(sample, report, rows) == expected(sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_reject_of_a_sample_is_explained(sample: Sample) -> None:
    golden = json.loads(sample.golden.read_text("utf-8"))

    assert set(golden["rejects"]) <= set(golden.get("why", {}))
