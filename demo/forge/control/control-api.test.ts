import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

let small: SmallForge;

beforeAll(async () => {
  small = await startSmallForge();
});

afterAll(async () => {
  await small[Symbol.asyncDispose]();
});

async function control(method: string, path: string, body: unknown = {}) {
  const response = await fetch(`${small.demo.webBaseUrl}/_demo/${path}`, {
    method,
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text || 'null') as unknown };
}

test('the control API changes a pull request', async () => {
  const pull = 'pulls/ada/app/1';
  await control('POST', `${pull}/labels`, { labels: ['bug'] });
  await control('POST', `${pull}/reviewers`, { logins: ['ada'] });
  await control('POST', `${pull}/auto-merge`, { by: 'ada' });
  await control('POST', `${pull}/queue`, { by: 'ada' });
  await control('PATCH', pull, { mergeState: 'blocked' });
  const thread = { author: 'ada', path: 'b.txt', body: 'Why?' };
  const { body } = await control('POST', `${pull}/threads`, thread);
  const { id } = body as { id: number };
  expect((await control('DELETE', `${pull}/threads/${id}`, { by: 'ada' })).status).toBe(204);
  const shown = await (await small.fetch('/repos/ada/app/pulls/1')).json();
  expect(shown).toMatchObject({
    labels: [{ name: 'bug' }],
    requested_reviewers: [{ login: 'ada' }],
    auto_merge: { enabled_by: { login: 'ada' } },
    mergeable_state: 'blocked',
  });
  expect((await control('POST', `${pull}/dance`)).status).toBe(404);
  expect((await control('POST', `${pull}/reviewers`, { logins: ['nobody'] })).status).toBe(422);
});

test('the control API requires checks and starts them again', async () => {
  const pull = 'pulls/ada/app/1';
  await control('PUT', 'protection/ada/app', { checks: ['build'], rulesetChecks: ['test'] });
  const branch = await (await small.fetch('/repos/ada/app/branches/main')).json();
  expect(branch).toMatchObject({
    protected: true,
    protection: { required_status_checks: { contexts: ['build'] } },
  });
  const rules = await (await small.fetch('/repos/ada/app/rules/branches/main')).json();
  expect(rules).toMatchObject([
    {
      type: 'required_status_checks',
      parameters: { required_status_checks: [{ context: 'test' }] },
    },
  ]);
  const failed = { name: 'build', status: 'completed', conclusion: 'failure', workflow: 'CI' };
  await control('POST', `${pull}/checks`, { checks: [failed] });
  expect((await control('POST', `${pull}/rerun`, { checks: ['build'] })).status).toBe(204);
  const { head } = (await (await small.fetch('/repos/ada/app/pulls/1')).json()) as {
    head: { sha: string };
  };
  const listed = await (await small.fetch(`/repos/ada/app/commits/${head.sha}/check-runs`)).json();
  expect(listed).toMatchObject({
    check_runs: [
      { name: 'build', conclusion: 'failure', check_suite: { id: 1 } },
      { name: 'build', status: 'queued', check_suite: { id: 2 } },
    ],
  });
});

test('the control API refuses a check without a state, which no page could show', async () => {
  const { status, body } = await control('POST', 'pulls/ada/app/1/checks', {
    checks: [{ name: 'build' }],
  });
  expect(status).toBe(422);
  expect(body).toMatchObject({ message: expect.stringContaining('"status": one of queued') });
});

test('the control API injects faults into deliveries and lists them', async () => {
  const hook = { repository: 'ada/app', url: 'http://127.0.0.1:1/hook' };
  expect((await control('POST', 'hooks', hook)).status).toBe(201);
  await control('PATCH', 'deliveries', { drop: 1 });
  small.demo.changePullRequest(small.pull, { title: 'New' });
  await small.demo.deliveries.settle();
  expect((await control('GET', 'deliveries')).body).toMatchObject({
    total: 1,
    deliveries: [{ event: 'pull_request', action: 'edited', outcome: 'dropped' }],
  });
});

test('the control API counts requests by kind', async () => {
  await control('DELETE', 'requests');
  await small.fetch('/user');
  expect((await control('GET', 'requests')).body).toMatchObject({
    total: 1,
    totals: { rest: 1, graphql: 0 },
    points: 0,
  });
});

test('the control API renames a repository, whose old name redirects until another one takes it', async () => {
  const { id } = (await (await small.fetch('/repos/ada/app')).json()) as { id: number };
  const rename = (name: string, to: string) =>
    control('POST', `repositories/ada/${name}/rename`, { name: to });
  expect((await rename('app', 'renamed')).status).toBe(204);
  expect(await (await small.fetch('/repos/ada/app')).json()).toMatchObject({ id, name: 'renamed' });
  await control('POST', 'repositories', { owner: 'ada', name: 'app' });
  const taken = (await (await small.fetch('/repos/ada/app')).json()) as { id: number };
  expect(taken.id).not.toBe(id);
  expect(await (await small.fetch(`/repositories/${id}`)).json()).toMatchObject({
    name: 'renamed',
  });
  expect((await rename('renamed', 'app')).status).toBe(422);
});
