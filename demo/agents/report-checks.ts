import type { PullRequestReference } from '../forge/control/conversation-controls.ts';
import type { ForgeClient } from './forge-client.ts';

/** A check and its summaries. */
interface NamedCheck {
  name: string;
  success: string;
  failure: string;
  /** Whether it fails when the checks fail. */
  isFlaky?: true;
}

const checksByRepository: Readonly<Record<string, readonly NamedCheck[]>> = {
  'acme/storefront': [
    { name: 'lint', success: 'No warnings in 214 files', failure: '3 warnings' },
    { name: 'build', success: 'Built 1.4 MB in 9 s', failure: 'The build failed' },
    { name: 'types', success: 'No errors', failure: '2 errors' },
    {
      name: 'test (ubuntu)',
      success: '412 tests passed',
      failure: '2 of 412 tests failed: session.test.ts',
      isFlaky: true,
    },
    { name: 'test (windows)', success: '412 tests passed', failure: '1 of 412 tests failed' },
    { name: 'e2e (chromium)', success: '38 journeys passed', failure: '1 journey timed out' },
    { name: 'bundle size', success: '182 kB, 1.1 kB more than main', failure: 'Over 200 kB' },
  ],
  'acme/payments': [
    { name: 'vet', success: 'No problems found', failure: '1 problem' },
    { name: 'build', success: 'Built for 3 platforms', failure: 'The build failed' },
    {
      name: 'test',
      success: 'ok, coverage 87.2 %',
      failure: 'FAIL internal/invoice',
      isFlaky: true,
    },
    { name: 'integration', success: '54 scenarios passed', failure: '3 scenarios failed' },
    { name: 'migrations', success: 'Up and down in 2 s', failure: 'Rollback failed' },
  ],
  'acme/pipeline': [
    { name: 'ruff', success: 'All checks passed', failure: 'Found 4 errors' },
    { name: 'mypy', success: 'No issues in 31 files', failure: 'Found 2 errors' },
    {
      name: 'pytest (3.12)',
      success: '128 passed in 14 s',
      failure: '1 failed, 127 passed: test_import_retries_while_share_is_down',
      isFlaky: true,
    },
    { name: 'pytest (3.13)', success: '128 passed in 12 s', failure: '1 failed, 127 passed' },
  ],
  'acme/search': [
    { name: 'fmt', success: 'Formatted', failure: 'Not formatted' },
    { name: 'clippy', success: 'No warnings', failure: '2 warnings', isFlaky: true },
    { name: 'test', success: '96 passed; 0 failed', failure: '95 passed; 1 failed' },
    { name: 'bench', success: '12 % faster than main', failure: '4 % slower than main' },
  ],
};

const maxRunning = 2;
const secondsBetween = 0.5;

type Report = (name: string, fields: Record<string, unknown>) => Promise<unknown>;

/** Simulates continuous integration: checks finish one by one, followed by a preview deployment. */
export async function reportChecks(
  client: ForgeClient,
  state: 'pending' | 'passed' | 'failed',
  { repository, number }: PullRequestReference,
  pause: (seconds: number) => Promise<void>,
): Promise<void> {
  const { head } = (await client.send('GET', `/repos/${repository}/pulls/${number}`)) as {
    head: { sha: string };
  };
  const report: Report = (name, fields) =>
    client.send('POST', `/repos/${repository}/check-runs`, {
      name,
      head_sha: head.sha,
      ...fields,
    });
  const checks = checksByRepository[repository] ?? [];
  if (state === 'pending') await startChecks(checks, report);
  else await finishChecks(checks, state, report, () => pause(secondsBetween));
  await client.send('POST', `/repos/${repository}/statuses/${head.sha}`, {
    context: 'deploy/preview',
    state: state === 'passed' ? 'success' : 'pending',
    description: state === 'passed' ? 'Preview is ready' : 'Waiting for the checks',
  });
}

/** Starts the first checks and queues the others. */
async function startChecks(checks: readonly NamedCheck[], report: Report): Promise<void> {
  for (const [at, { name }] of checks.entries()) {
    await report(name, { status: at < maxRunning ? 'in_progress' : 'queued' });
  }
}

/** Finishes the checks one by one; each time the next queued one starts. */
async function finishChecks(
  checks: readonly NamedCheck[],
  state: 'passed' | 'failed',
  report: Report,
  pause: () => Promise<void>,
): Promise<void> {
  for (const [at, check] of checks.entries()) {
    await pause();
    const conclusion = check.isFlaky && state === 'failed' ? 'failure' : 'success';
    await report(check.name, { conclusion, output: { title: check[conclusion] } });
    const next = checks[at + maxRunning];
    if (next) await report(next.name, { status: 'in_progress' });
  }
}
