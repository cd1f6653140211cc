import { expect, test } from 'vitest';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

const content = 'export const login = 1;\n';
const path = 'src/login.ts';

function fetchFile({ forge, access, repository }: BitbucketScenario, ref: string, ofPath = path) {
  return forge.fetchFile({ repository, ref, path: ofPath }, access);
}

test('a branch with slashes is named by its commit', async () => {
  await using scenario = await startBitbucketScenario();
  const branch = 'agent/fix/login';
  const hash = await scenario.server.world.files.put({
    from: 'repository',
    branch,
    path,
    content,
  });
  expect(await fetchFile(scenario, branch)).toEqual({ kind: 'text', text: content });
  expect(scenario.server.takeCalls()).toEqual([
    'acme/app/refs/branches/agent/fix/login',
    `acme/app/src/${hash}/src/login.ts`,
  ]);
});

test('a whole commit is asked for at once', async () => {
  await using scenario = await startBitbucketScenario();
  await fetchFile(scenario, '1'.repeat(40));
  const [first] = scenario.server.takeCalls();
  expect(first).toBe(`acme/app/src/${'1'.repeat(40)}/src/login.ts`);
});

test('an abbreviated commit is one where no branch has its name', async () => {
  await using scenario = await startBitbucketScenario();
  scenario.server.put('/repositories/acme/app/src/111111111111/src/login.ts', { body: content });
  expect(await fetchFile(scenario, '1'.repeat(12))).toEqual({ kind: 'text', text: content });
});

test('a folder, of which Bitbucket lists the files, is no file', async () => {
  await using scenario = await startBitbucketScenario();
  const values = [{ path: 'src/login.ts', type: 'commit_file' }];
  const hash = '1'.repeat(40);
  scenario.server.put(`/repositories/acme/app/src/${hash}/src`, { body: { pagelen: 10, values } });
  expect(await fetchFile(scenario, hash, 'src')).toEqual({ kind: 'no_file' });
});

test('a file that looks like such a list is a file', async () => {
  await using scenario = await startBitbucketScenario();
  const body = { values: [{ path: 'elsewhere/login.ts' }] };
  const hash = '1'.repeat(40);
  scenario.server.put(`/repositories/acme/app/src/${hash}/src`, { body });
  const text = JSON.stringify(body);
  expect(await fetchFile(scenario, hash, 'src')).toEqual({ kind: 'text', text });
});

test('has no path that leads elsewhere', async () => {
  await using scenario = await startBitbucketScenario();
  const outcome = await fetchFile(scenario, '1'.repeat(40), '../../hooks');
  expect(outcome).toEqual({ kind: 'no_file' });
  expect(scenario.server.takeCalls()).toEqual(['acme/app']);
});
