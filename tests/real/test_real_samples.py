from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import Sample, expected, outcome, real_samples

SAMPLES = real_samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sample_loads_as_its_golden_file_says(sample: Sample, tmp_path: Path) -> None:
    assert outcome(sample, tmp_path) == expected(sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_reject_and_refusal_of_a_sample_is_explained(sample: Sample) -> None:
    golden = json.loads(sample.golden.read_text("utf-8"))

    refused = [golden["refused"]] if "refused" in golden else golden["rejects"]
    assert set(refused) <= set(golden.get("why", {}))
