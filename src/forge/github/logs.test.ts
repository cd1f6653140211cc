import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toCheckId } from '../check-id.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

let scenario: GitHubScenario;

beforeEach(async () => {
  scenario = await startGitHubScenario();
});

afterEach(() => scenario[Symbol.asyncDispose]());

const repository = '/repos/acme/app';
const completed = { status: 'completed', conclusion: 'failure' };

/** A pull request with one check run, whose log is read. */
async function readLog(run: Record<string, unknown>) {
  const { forge, access, repository: app, server } = scenario;
  const { url, branch, headSha } = scenario.putPullRequest({});
  const path = `${repository}/commits/${headSha}/check-runs?per_page=100&filter=latest`;
  server.put(path, { body: { check_runs: [{ id: 7, name: 'test', ...completed, ...run }] } });
  const request = { repository: app, branch, pullRequestUrl: url, headSha };
  const identity = {
    name: 'test',
    workflow: null,
    app: (run.app as App | undefined)?.slug ?? null,
  };
  const checkId = toCheckId({
    ...identity,
    state: 'failed',
    required: null,
    sequence: null,
    startedAt: null,
  });
  return forge.fetchLog({ ...request, checkId, range: { lines: 50, offset: null } }, access);
}

interface App {
  slug: string;
}

const actions = { slug: 'github-actions' };
const annotation = (more: Record<string, unknown>) => {
  return { path: 'src/a.ts', start_line: 3, annotation_level: 'failure', title: '', ...more };
};
const putAnnotations = (...body: unknown[]) =>
  scenario.server.put(`${repository}/check-runs/7/annotations?per_page=100`, { body });

describe('the log of a check run', () => {
  test('of another app is its output and annotations', async () => {
    const output = {
      title: '2 problems',
      summary: 'See below.',
      text: 'a\nb',
      annotations_count: 1,
    };
    const run = { app: { slug: 'lint-bot' }, output };
    scenario.server.put(`${repository}/check-runs/7`, { body: { id: 7, output } });
    putAnnotations(
      annotation({ message: 'Unused', title: 'no-unused', annotation_level: 'warning' }),
    );
    expect(await readLog(run)).toMatchObject({
      kind: 'log',
      log: {
        lines: [
          '2 problems',
          '',
          'See below.',
          '',
          'a',
          'b',
          '##[group]Annotations',
          '##[warning]src/a.ts:3: no-unused: Unused',
          '##[endgroup]',
        ],
      },
    });
  });

  test('of another app without output has a reason', async () => {
    expect(await readLog({ app: { slug: 'lint-bot' }, output: { title: 'ok' } })).toMatchObject({
      kind: 'no_log',
      reason: expect.stringContaining('no output'),
    });
  });

  test('of a running job has a reason', async () => {
    const outcome = await readLog({ app: actions, status: 'in_progress', conclusion: null });
    expect(outcome).toMatchObject({ kind: 'no_log', reason: expect.stringContaining('finished') });
  });

  test('of a job has its annotations at the end', async () => {
    scenario.server.put(`${repository}/actions/jobs/7/logs`, { body: 'at the end\n' });
    putAnnotations(
      annotation({ path: '.github', message: 'Process completed with exit code 1.' }),
      annotation({ message: 'expected 1\nto be 2' }),
    );
    expect(await readLog({ app: actions })).toMatchObject({
      log: {
        lines: [
          'at the end',
          '##[group]Annotations',
          '##[error]src/a.ts:3: expected 1',
          'to be 2',
          '##[endgroup]',
        ],
      },
    });
  });

  test('of a job whose log was deleted is what its annotations say', async () => {
    scenario.server.put(`${repository}/actions/jobs/7/logs`, { status: 410, body: {} });
    putAnnotations(annotation({ path: '.github', message: 'The runner was lost.' }));
    expect(await readLog({ app: actions })).toMatchObject({
      log: { lines: ['##[group]Annotations', '##[error]The runner was lost.', '##[endgroup]'] },
    });
  });

  test('of a job whose log was deleted is expired', async () => {
    scenario.server.put(`${repository}/actions/jobs/7/logs`, { status: 410, body: {} });
    expect(await readLog({ app: actions })).toMatchObject({ kind: 'expired' });
  });
});
