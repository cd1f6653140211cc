import { append, type Change, put, putText, replace } from '../edits.ts';

const importer = 'pipeline/importer.py';

/** Changes to the pipeline repository. */
export const pipelineChanges = {
  'import-retry': {
    message: 'Retry a file when the share is unavailable',
    edits: [
      append(
        importer,
        `
def import_with_retry(path: Path, retries: int = RETRIES) -> Report:
    """The file share is unavailable for a few seconds every night."""
    delay = §.0
    for attempt in range(retries + 1):
        try:
            return import_file(path)
        except OSError:
            if attempt == retries:
                raise
            sleep(delay)
            delay *= 2
    raise AssertionError("unreachable")
`,
      ),
      replace(
        importer,
        `from pathlib import Path

from pipeline.config import BATCH_SIZE`,
        `from pathlib import Path
from time import sleep

from pipeline.config import BATCH_SIZE, RETRIES`,
      ),
    ],
  },
  'retry-setting': {
    message: 'Retry failed files',
    edits: [replace('pipeline/config.py', 'RETRIES = 0', 'RETRIES = §')],
  },
  'import-test': {
    message: 'Test an import while the share is unavailable',
    edits: [
      append(
        'tests/test_importer.py',
        `
def test_import_retries_while_share_is_down(share) -> None:
    share.go_away(seconds=§)
    assert import_file(share.path).imported == 12
`,
      ),
    ],
  },
  'slow-import': {
    message: 'Log one row in a hundred',
    edits: [
      replace(
        importer,
        `def log_row(row: Row) -> None:
    print(f"row {row.number}: {row}")`,
        `def log_row(row: Row) -> None:
    """Logging every row makes the import slow."""
    if row.number % §00 == 0:
        log.info("row", number=row.number)`,
      ),
    ],
  },
  'measure-import': {
    message: 'Measure where the time goes',
    edits: [
      put('benchmarks/import_benchmark.py', (random) =>
        buildBenchmark(1 + Math.floor(random() * 9)),
      ),
    ],
  },
  guide: {
    message: 'Translate the guide',
    edits: [
      // Several scripts, in the text and in the name.
      putText(
        'docs/überblick-概要.md',
        `# Überblick

概要: 毎晩一度、取り込みを実行します。

1. Datei in den Eingang legen — «inbox».
2. Auf den Bericht warten (zuletzt § Minuten).
3. Übersprungenes ansehen. 🧭
`,
      ),
      replace(
        'docs/guide.md',
        '# Guide\n',
        '# Guide\n\nAlso in [Deutsch und 日本語](überblick-概要.md), revision §.\n',
      ),
    ],
  },
  version: {
    message: 'Bump the version',
    edits: [putText('VERSION', '1.9.§')],
  },
} satisfies Record<string, Change>;

function buildBenchmark(rounds: number): string {
  return `"""Profiles an import."""

from cProfile import Profile
from pathlib import Path
from pstats import SortKey, Stats

from pipeline.importer import import_file

ROUNDS = ${rounds}


def main() -> None:
    with Profile() as profile:
        for _ in range(ROUNDS):
            import_file(Path("benchmarks/million_rows.csv"))
    Stats(profile).sort_stats(SortKey.CUMULATIVE).print_stats(20)


if __name__ == "__main__":
    main()
`;
}
