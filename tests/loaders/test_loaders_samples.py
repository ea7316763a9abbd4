from __future__ import annotations

from pathlib import Path

import pytest

from loaders.formats import FORMATS
from tests.golden import Sample, expected, golden_of, invented_samples, load_sample

SAMPLES = invented_samples()


def test_every_format_has_a_sample() -> None:
    assert {form.name for form in FORMATS} <= {sample.path.parent.name for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sample_loads_as_its_golden_file_says(sample: Sample, tmp_path: Path) -> None:
    report, rows = load_sample(sample, tmp_path)

    assert report.format == sample.options["format"]
    assert golden_of(sample, report, rows) == expected(sample)
