import { expect, test } from 'vitest';
import { toCheckId } from '../check-id.ts';
import { toLogSource } from './logs.ts';
import { startBitbucketScenario } from './testing/start-scenario.ts';

const logPath = '/repositories/acme/app/pipelines/1/steps/%7Bstep-1%7D/log';

async function readLog(answer: { status: number; headers?: Record<string, string>; body: string }) {
  await using scenario = await startBitbucketScenario();
  const { forge, access, repository, server } = scenario;
  const checks = [{ name: 'build', state: 'failed' as const }];
  const { url, branch, headSha } = scenario.putPullRequest({ checks });
  server.put(logPath, answer);
  const request = { repository, branch, pullRequestUrl: url, headSha };
  const listed = await forge.fetchChecks(request, access);
  const [check] = listed.kind === 'checks' ? listed.checks : [];
  const checkId = check ? toCheckId(check) : '';
  const range = { lines: 5, offset: null };
  const outcome = await forge.fetchLog({ ...request, checkId, range }, access);
  const sent = scenario.requests.find(({ path }) => path.endsWith(logPath));
  return { outcome, range: sent?.headers.range };
}

test('only the end of a long log is requested, and its first line is not a whole one', async () => {
  const headers = {
    'content-range': 'bytes 9000000-9000030/9000031',
    'content-type': 'text/plain',
  };
  const { outcome, range } = await readLog({ status: 206, headers, body: 'cut\nError: no\nend\n' });
  expect(range).toBe('bytes=-8388608');
  expect(outcome).toMatchObject({
    kind: 'log',
    log: { lines: ['Error: no', 'end'], firstLine: null, totalLines: null, firstErrorLine: 0 },
  });
});

test('a range that is the whole log has its line numbers', async () => {
  const headers = { 'content-range': 'bytes 0-7/8' };
  const { outcome } = await readLog({ status: 206, headers, body: 'one\ntwo\n' });
  expect(outcome).toMatchObject({ log: { lines: ['one', 'two'], firstLine: 0, totalLines: 2 } });
});

test('the log of a step that has written nothing has a reason', async () => {
  const { outcome } = await readLog({ status: 416, body: '' });
  expect(outcome).toEqual({ kind: 'no_log', reason: 'The step has written nothing.' });
});

test.each([
  ['https://bitbucket.org/acme/app/pipelines/results/12', '12'],
  ['https://bitbucket.org/acme/app/addon/pipelines/home#!/results/34/steps', '34'],
  ['https://bitbucket.org/acme/app/pipelines/home#!/results/34', '34'],
  ['https://ci.test/build/7', undefined],
])('%s is the pipeline %s', (url, number) => {
  const source = toLogSource(url);
  expect(source.kind === 'readable' ? source.key : undefined).toBe(number);
});
