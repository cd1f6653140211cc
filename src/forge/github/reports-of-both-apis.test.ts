import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CheckRun, countChecks, toCheckKey } from '../../domain/checks.ts';
import { applyReport, type ReportedRuns } from '../../domain/head-checks.ts';
import type { ListedRun } from '../../domain/merge-checks.ts';
import { toFields } from '../parsing/json-fields.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { parseDeliveredRun } from './checks.ts';
import { parseRollup } from './graphql/parse-checks.ts';
import { app, toChecksPaths } from './testing/paths.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

/** A check run, as each of GitHub's three sources reports it. */
interface Run {
  id: number;
  suite: number;
  conclusion: 'success' | 'failure' | 'cancelled' | null;
  workflow?: string;
  name?: string;
}

const { headSha } = samplePullRequest;
const [runsPath, statusesPath] = toChecksPaths(headSha);
const now = new Date('2026-01-01T12:00:00Z');

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
  tested.server.put(statusesPath, { body: { statuses: [] } });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

const toStart = (id: number) => new Date(Date.parse('2026-01-01T11:00:00Z') + id * 1_000);

function toRestRun({ id, suite, conclusion, name = 'test' }: Run) {
  return {
    id,
    name,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    started_at: toStart(id).toISOString(),
    app: { slug: 'github-actions' },
    check_suite: { id: suite },
  };
}

async function readByRest(runs: readonly Run[]): Promise<readonly CheckRun[]> {
  tested.server.put(runsPath, { body: { check_runs: runs.map(toRestRun) } });
  // Workflows that name their runs: `run-name` replaces the name of the workflow.
  const workflowRuns = runs.map(({ id, suite, workflow = 'CI' }) => {
    return { id, check_suite_id: suite, workflow_id: workflow.length, name: `${workflow} ${id}` };
  });
  const path = `/repos/acme/app/actions/runs?head_sha=${headSha}&per_page=100`;
  tested.server.put(path, { body: { workflow_runs: workflowRuns } });
  const read = await tested.forge.surveyChecks?.({ repository: app, sha: headSha }, tested.access);
  if (read?.kind !== 'surveyed') throw new Error(JSON.stringify(read));
  return read.runs;
}

async function readByGraphQl(runs: readonly Run[]): Promise<readonly CheckRun[]> {
  const nodes = runs.map((run) => ({
    __typename: 'CheckRun',
    databaseId: run.id,
    name: run.name ?? 'test',
    status: run.conclusion === null ? 'IN_PROGRESS' : 'COMPLETED',
    conclusion: run.conclusion?.toUpperCase() ?? null,
    startedAt: toStart(run.id).toISOString(),
    checkSuite: {
      databaseId: run.suite,
      app: { slug: 'github-actions' },
      workflowRun: { workflow: { name: run.workflow ?? 'CI' } },
    },
  }));
  const contexts = { totalCount: nodes.length, nodes };
  const read = parseRollup({ oid: headSha, statusCheckRollup: { contexts } });
  if (!read || 'unreadable' in read) throw new Error('GraphQL reported no checks.');
  return read;
}

const apis = { REST: readByRest, GraphQL: readByGraphQl };
const orders = [
  ['REST', 'REST'],
  ['REST', 'GraphQL'],
  ['GraphQL', 'REST'],
  ['GraphQL', 'GraphQL'],
] as const;

/** The row after a report, and whether the forge has to be read. */
function apply(runs: readonly ListedRun[], reported: ReportedRuns) {
  const applied = applyReport({ runs, requiredNames: [], headSha }, reported, now);
  return { ...applied, runs: applied.checks?.runs ?? runs };
}

function deliver(runs: readonly ListedRun[], run: Run) {
  const delivered = parseDeliveredRun(toFields(toRestRun(run)));
  if (!delivered) throw new Error('The delivery was not understood.');
  return apply(runs, { kind: 'runs', runs: [delivered], requiresByName: true });
}

const read = (runs: readonly CheckRun[]): ReportedRuns => {
  return { kind: 'list', runs, requiredNames: [], sinceReadMs: 1_000 };
};

const toStates = (runs: readonly CheckRun[]) => {
  const { passed, failed, pending } = countChecks(runs, { headSha, requiredNames: [] });
  return { passed, failed, pending };
};

const failed: Run = { id: 10, suite: 1, conclusion: 'failure' };
const passed: Run = { id: 10, suite: 1, conclusion: 'success' };
const nightly: Run = { id: 20, suite: 2, conclusion: 'success', workflow: 'Nightly' };

describe.each(orders)('S15: what %s reported, then a delivery, then a late %s', (first, then) => {
  test('lists a check once when it runs again', async () => {
    const { runs } = deliver(await apis[first]([failed]), { ...failed, id: 11, conclusion: null });
    expect(toStates(runs)).toEqual({ passed: 0, failed: 0, pending: 1 });
    const late = apply(runs, read(await apis[then]([failed])));
    expect(toStates(late.runs)).toEqual({ passed: 0, failed: 0, pending: 1 });
    expect(late).toMatchObject({ isConfirmed: false });
  });

  test('shows a failed check of one of two workflows', async () => {
    const again = { ...nightly, id: 30, conclusion: 'failure' } as const;
    const { runs } = deliver(await apis[first]([passed, nightly]), again);
    expect(toStates(runs)).toEqual({ passed: 1, failed: 1, pending: 0 });
    const late = apply(runs, read(await apis[then]([passed, nightly])));
    expect(toStates(late.runs)).toEqual({ passed: 1, failed: 1, pending: 0 });
  });

  test('lists a check once when the other workflow is no longer reported', async () => {
    const again = { ...nightly, id: 30, conclusion: null } as const;
    const { runs } = deliver(await apis[first]([passed, nightly]), again);
    const late = apply(runs, read(await apis[then]([nightly])));
    expect(toStates(late.runs)).toEqual({ passed: 0, failed: 0, pending: 1 });
  });

  test('never shows a run twice of a suite that is not reported yet', async () => {
    const lint = { id: 40, suite: 4, conclusion: 'failure', name: 'lint' } as const;
    const { runs } = deliver(await apis[first]([passed, nightly]), lint);
    expect(toStates(runs)).toEqual({ passed: 2, failed: 1, pending: 0 });
    const late = apply(runs, read(await apis[then]([passed])));
    expect(toStates(late.runs)).toEqual({ passed: 1, failed: 1, pending: 0 });
  });

  test('has the same keys in both, whichever run is the newest', async () => {
    for (const given of [[failed], [failed, { ...failed, id: 11, suite: 3 }], [failed, nightly]]) {
      const [one, other] = [await apis[first](given), await apis[then](given)];
      expect(one.map(({ sequence }) => sequence)).toEqual(other.map(({ sequence }) => sequence));
      expect(new Set(one.map(toCheckKey)).size).toBe(one.length);
    }
  });
});

test.each(['REST', 'GraphQL'] as const)(
  'a cancelled run is read before it counts, because a newer run may have replaced it: %s',
  async (api) => {
    const running = { ...failed, conclusion: null };
    const list = await apis[api]([running]);
    const result = deliver(list, { ...running, conclusion: 'cancelled' });
    expect(result).toMatchObject({ needsRead: true });
    expect(toStates(result.runs)).toEqual({ passed: 0, failed: 0, pending: 1 });
  },
);

test('runs whose workflows GitHub names by each run count once (S15)', async () => {
  const rerun: Run = { id: 11, suite: 3, conclusion: 'success' };
  expect(toStates(await readByRest([failed, rerun]))).toEqual({ passed: 1, failed: 0, pending: 0 });
});

test.each([
  ['no name', { id: 1, check_suite_id: 1, workflow_id: 7, name: null }],
  ['no suite', { id: 1, workflow_id: 7, name: 'CI' }],
])('a run of a workflow with %s does not make the checks unreadable', async (_, workflowRun) => {
  const runs = [failed, nightly];
  await readByRest(runs);
  const path = `/repos/acme/app/actions/runs?head_sha=${headSha}&per_page=100`;
  tested.server.put(path, { body: { workflow_runs: [workflowRun] } });
  const outcome = await tested.forge.surveyChecks?.(
    { repository: app, sha: headSha },
    tested.access,
  );
  expect(outcome).toMatchObject({ kind: 'surveyed' });
});
