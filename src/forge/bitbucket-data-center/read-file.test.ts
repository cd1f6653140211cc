import { expect, test } from 'vitest';
import { app } from './testing/json-answers.ts';
import { startBitbucketDataCenterScenario } from './testing/start-scenario.ts';

const path = 'src/login.ts';

test.each([
  ['agent/login', 'refs/heads/agent/login'],
  ['1'.repeat(40), '1'.repeat(40)],
  ['1'.repeat(12), `refs/heads/${'1'.repeat(12)}`],
])('what is at %s is asked for at %s', async (ref, at) => {
  await using scenario = await startBitbucketDataCenterScenario();
  const { forge, access, requests } = scenario;
  await forge.fetchFile({ repository: app, ref, path }, access);
  const { pathname, searchParams } = new URL(requests[0]?.path ?? '', 'http://x');
  expect(pathname).toBe('/git/rest/api/1.0/projects/ACME/repos/app/raw/src/login.ts');
  expect(searchParams.get('at')).toBe(at);
});

test('has no path that leads elsewhere', async () => {
  await using scenario = await startBitbucketDataCenterScenario();
  const request = { repository: app, ref: 'main', path: '../webhooks' };
  const outcome = await scenario.forge.fetchFile(request, scenario.access);
  expect(outcome).toEqual({ kind: 'no_file' });
  expect(scenario.server.takeCalls()).toEqual(['GET /projects/ACME/repos/app']);
});
