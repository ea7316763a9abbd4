"""No format takes the file of another, and none takes what is no export at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.formats import FORMATS
from loaders.recognise import SURE
from loaders.tables import recognise_table
from tests.golden import Sample, invented_samples

SAMPLES = [sample for sample in invented_samples() if "load_as" not in sample.options]
STRANGERS: dict[str, str] = {
    "package.json": json.dumps(
        {
            "name": "look",
            "version": "1.0.0",
            "author": {"name": "Ann", "url": "https://example.org"},
            "dependencies": {"left": "^1.0.0"},
            "scripts": {"test": "run"},
        },
        indent=2,
    ),
    "package-lock.json": json.dumps({"lockfileVersion": 3, "packages": {"": {"name": "look"}}}),
    "geo.json": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": 17,
                    "properties": {"name": "Ghent", "created_at": "2025-03-01T12:00:00Z"},
                    "geometry": {"type": "Point", "coordinates": [3.7, 51.0]},
                }
            ],
        }
    ),
    "notebook.json": json.dumps(
        {"cells": [{"cell_type": "code", "source": ["1"], "outputs": []}], "nbformat": 4}
    ),
    "issues.json": json.dumps(
        [
            {
                "id": 17,
                "title": "Look",
                "body": "It breaks",
                "user": {"login": "ann", "id": 4, "url": "https://example.org/ann"},
                "comments": 3,
                "created_at": "2025-03-01T12:00:00Z",
            }
        ]
    ),
    "chat.json": json.dumps(
        [{"type": "message", "user": "U4", "text": "Hi", "ts": "1740830400.1"}]
    ),
    "log.jsonl": '{"level": "info", "ts": 1740830400.5, "msg": "started", "id": 17}\n' * 3,
    "sales.csv": "order_id,customer_id,date,product,price\n17,4,2025-03-01,car,9.99\n",
    "people.csv": "id,name,email,created_at,city\n4,Ann,ann@example.org,2025-03-01,Ghent\n",
    "tasks.csv": "id,title,text,author,date,likes\n17,Look,Do it,ann,2025-03-01,3\n",
    "mails.csv": "from,to,subject,date\nann@example.org,bob@example.org,Hi,2025-03-01\n",
    "bank.csv": "Date,Description,Amount,Balance\n2025-03-01,Bread,-3.50,96.50\n",
    "settings.yaml": "name: look\nversion: 1\nposts:\n  - id: 17\n    text: look\n",
    "page.html": "<!doctype html><html><head><title>Look</title></head><body>#car</body></html>",
    "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    "notes.txt": "Look at https://example.org/a\nand at @ann\n",
    "words.txt": "bread\ncars\n",
    "program.py": "import json\n\nprint(json.dumps({'id': 17}))\n",
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sample_of_a_format_is_recognised_as_no_other(sample: Sample) -> None:
    head = sample.path.read_bytes()[:65536]
    if not head.startswith((b"PK", b"\x1f\x8b")):
        found = {form.name for form in FORMATS if form.sniff(head) >= SURE}
        table = recognise_table(sample.path, head) if not found else None
        assert found | ({table.name} if table else set()) == {sample.options["format"]}


@pytest.mark.parametrize("name", STRANGERS)
def test_file_that_is_no_export_is_recognised_by_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(STRANGERS[name])
    head = path.read_bytes()

    assert {form.name for form in FORMATS if form.sniff(head) >= SURE} == set()
    assert recognise_table(path, head) is None
