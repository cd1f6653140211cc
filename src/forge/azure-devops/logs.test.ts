import { expect, test } from 'vitest';
import { toCheckId } from '../check-id.ts';
import type { LogRange } from '../forge.ts';
import { startAzureDevOpsScenario } from './testing/start-scenario.ts';

/** The log of a build that a policy requires. */
async function readLog(
  answers: { timeline?: unknown; logs?: unknown; text?: string },
  range: LogRange = { lines: 5, offset: null },
) {
  await using scenario = await startAzureDevOpsScenario();
  const { forge, access, repository, server } = scenario;
  const checks = ['unit', 'build'].map((name) => ({ name, state: 'failed' as const }));
  const { url, branch, headSha } = scenario.putPullRequest({ checks });
  if (answers.timeline) server.put('/timeline', { body: { records: answers.timeline } });
  if (answers.logs) server.put('/logs', { body: { value: answers.logs } });
  if (answers.text !== undefined) server.put('/logs/7', { body: answers.text });
  const request = { repository, branch, pullRequestUrl: url, headSha };
  const listed = await forge.fetchChecks(request, access);
  const check =
    listed.kind === 'checks' ? listed.checks.find(({ name }) => name === 'build') : null;
  const checkId = check ? toCheckId(check) : '';
  const outcome = await forge.fetchLog({ ...request, checkId, range }, access);
  return { outcome, paths: scenario.requests.map(({ path }) => path) };
}

const failed = { type: 'Task', result: 'failed', log: { id: 7 } };

test('a log without marks has its error where the task reported one', async () => {
  const issues = [
    { type: 'warning', data: { logFileLineNumber: '1' } },
    { type: 'error', data: { logFileLineNumber: '2' } },
  ];
  const { outcome } = await readLog({
    timeline: [{ ...failed, issues }],
    logs: [{ id: 7, lineCount: 3 }],
    text: 'one\ntwo\nthree\n',
  });
  expect(outcome).toMatchObject({ kind: 'log', log: { firstLine: 0, firstErrorLine: 1 } });
});

test('only the end of a very long log is requested', async () => {
  const { outcome, paths } = await readLog({
    timeline: [failed],
    logs: [{ id: 7, lineCount: 500_000 }],
    text: 'before\none\ntwo\n',
  });
  expect(paths.at(-1)).toMatch(/\/logs\/7\?startLine=499995&endLine=500000&/);
  expect(outcome).toMatchObject({ log: { lines: ['one', 'two'], firstLine: null } });
});

test('a build whose log was deleted is expired', async () => {
  const { outcome } = await readLog({ timeline: [failed], logs: [] });
  expect(outcome).toMatchObject({ kind: 'expired' });
});

test('a build that has not written a log has a reason', async () => {
  const { outcome } = await readLog({ timeline: [{ type: 'Job', log: null }] });
  expect(outcome).toMatchObject({ kind: 'no_log', reason: expect.stringContaining('No task') });
});
