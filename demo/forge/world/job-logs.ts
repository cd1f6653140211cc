import type { CheckRun } from './records.ts';

/** The logs that replace generated ones, by the id of the run; null: it was deleted. */
export type JobLogs = Map<number, string | null>;

const longRun = 2_600;

/** The log of a job, as GitHub Actions writes it: times, groups, colours, and the step that failed. */
export function writeJobLog(run: CheckRun): string {
  const startedAt = run.startedAt.getTime();
  const endedAt = (run.completedAt ?? run.startedAt).getTime();
  const lines = [...listSetUp(run), ...listTests(run), ...listEnd(run)];
  const step = Math.max(1, (endedAt - startedAt) / lines.length);
  return lines.map((line, index) => `${toInstant(startedAt + step * index)} ${line}\n`).join('');
}

/** With seven digits after the second. */
function toInstant(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '0000Z');
}

function listSetUp({ commit }: CheckRun): string[] {
  return [
    "Current runner version: '2.330.0'",
    '##[group]Operating System',
    'Ubuntu',
    '24.04.3',
    'LTS',
    '##[endgroup]',
    '##[group]Run actions/checkout@v5',
    'with:',
    `  ref: ${commit}`,
    '  fetch-depth: 1',
    '##[endgroup]',
    `[command]/usr/bin/git checkout --progress --force ${commit}`,
    `HEAD is now at ${commit.slice(0, 7)}`,
    '##[group]Run ./ci/install',
    '\x1b[36;1m./ci/install\x1b[0m',
    'shell: /usr/bin/bash -e {0}',
    '##[endgroup]',
    ...Array.from({ length: 12 }, (_, index) => `fetched package ${index + 1} of 12`),
    '\x1b[32mdone\x1b[0m in 3.2 s',
  ];
}

function listTests(run: CheckRun): string[] {
  const isLong = /test/.test(run.name);
  const count = isLong ? longRun : 40;
  const passed = Array.from({ length: count }, (_, index) => {
    return `\x1b[32m✓\x1b[39m case ${index + 1} \x1b[2m(${(index * 7) % 90} ms)\x1b[22m`;
  });
  const at = Math.floor(count * 0.6);
  return [
    `##[group]Run ./ci/${run.name.replace(/ .*/, '')}`,
    `\x1b[36;1m./ci/${run.name.replace(/ .*/, '')}\x1b[0m`,
    'shell: /usr/bin/bash -e {0}',
    '##[endgroup]',
    '\x1b[1m RUN \x1b[22m \x1b[90m/home/runner/work\x1b[39m',
    ...passed.slice(0, at),
    ...(run.conclusion === 'failure' ? listFailure(run) : []),
    ...passed.slice(at),
  ];
}

function listFailure({ title }: CheckRun): string[] {
  return [
    '\x1b[31m✗\x1b[39m \x1b[1mkeeps the session after a reload\x1b[22m',
    '\x1b[31mAssertionError: expected 302 to be 200\x1b[39m',
    '',
    '\x1b[32m- Expected\x1b[39m',
    '\x1b[31m+ Received\x1b[39m',
    '',
    '\x1b[32m- 200\x1b[39m',
    '\x1b[31m+ 302\x1b[39m',
    '',
    ' \x1b[2m❯\x1b[22m session.test.ts:\x1b[36m48:23\x1b[39m',
    '\x1b[2m    46|\x1b[22m   \x1b[35mawait\x1b[39m page.reload();',
    '\x1b[2m    47|\x1b[22m   \x1b[90m// the cookie is still there\x1b[39m',
    '\x1b[1m    48|\x1b[22m   expect(response.status).toBe(\x1b[34m200\x1b[39m);',
    `\x1b[41m\x1b[1m FAIL \x1b[22m\x1b[49m ${title ?? 'The step failed'}`,
  ];
}

function listEnd({ conclusion }: CheckRun): string[] {
  if (conclusion === 'failure') return ['##[error]Process completed with exit code 1.'];
  return ['\x1b[42m\x1b[1m PASS \x1b[22m\x1b[49m', 'Cleaning up orphan processes'];
}
