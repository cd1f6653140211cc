/** The files of the pipeline repository. */
export const pipelineFiles: Readonly<Record<string, string>> = {
  'README.md': '# Pipeline\n\nLoads each day.s data into the warehouse overnight.\n',
  'pyproject.toml': `[project]
name = "pipeline"
requires-python = ">=3.12"
dependencies = ["httpx>=0.27", "structlog>=24.1"]

[tool.ruff]
line-length = 100
`,
  // Without a newline at the end, as some editors leave it.
  VERSION: '1.8.2',
  'pipeline/config.py': `"""Settings."""

BATCH_SIZE = 500
"""Rows per insert."""

TIMEOUT_SECONDS = 30
"""How long to wait for a source."""

RETRIES = 0
"""How often a failed batch is retried."""
`,
  'pipeline/importer.py': `"""Reads a file of rows into the warehouse."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import BATCH_SIZE
from pipeline.rows import Row, parse_row
from pipeline.warehouse import insert_rows


@dataclass
class Report:
    imported: int = 0
    skipped: int = 0


def import_file(path: Path) -> Report:
    report = Report()
    batch: list[Row] = []
    for line in read_lines(path):
        row = parse_row(line)
        if row is None:
            report.skipped += 1
            continue
        log_row(row)
        batch.append(row)
        if len(batch) == BATCH_SIZE:
            report.imported += insert_rows(batch)
            batch.clear()
    report.imported += insert_rows(batch)
    return report


def read_lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from lines


def log_row(row: Row) -> None:
    print(f"row {row.number}: {row}")
`,
  'pipeline/schedule.py': `from datetime import datetime, timedelta


def next_run(after: datetime) -> datetime:
    """Three in the morning, when the warehouse is idle."""
    run = after.replace(hour=3, minute=0, second=0, microsecond=0)
    return run if run > after else run + timedelta(days=1)
`,
  'tests/test_importer.py': `from pathlib import Path

from pipeline.importer import Report, import_file


def test_skips_invalid_rows() -> None:
    report = import_file(Path("tests/half_broken.csv"))
    assert report == Report(imported=12, skipped=3)
`,
  'docs/guide.md': `# Guide

Run the importer once a night.

1. Put the file into the inbox.
2. Wait for the report.
3. Check the skipped rows.
`,
  '.github/workflows/test.yml': `name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install -e .
      - run: pytest
`,
};
