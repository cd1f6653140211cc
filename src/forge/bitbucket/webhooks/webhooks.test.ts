import { describe, expect, test } from 'vitest';
import { samplePullRequest } from '../../testing/forge-scenario.ts';
import { buildDelivery } from '../testing/deliveries.ts';
import { pullRequestJson, repositoryJson } from '../testing/json-answers.ts';
import { type BitbucketScenario, startBitbucketScenario } from '../testing/start-scenario.ts';
import { parseMessage } from './parse.ts';

const app = { owner: 'acme', name: 'app' };
const sha = '1'.repeat(40);
const web = 'https://bitbucket.org';
const origins = { api: 'https://api.bitbucket.org/2.0', web };
const repository = repositoryJson('acme/app', origins);
const sample = pullRequestJson(samplePullRequest, origins);

function listHints(event: string, payload: object) {
  return parseMessage(buildDelivery(event, { repository, ...payload }), web)?.hints;
}

describe('a push', () => {
  const end = (name: string, type = 'branch') => ({ type, name, target: { hash: sha } });

  test('names each created, moved or deleted branch once', () => {
    const changes = [
      { old: null, new: end('a') },
      { old: end('b'), new: end('b') },
      { old: end('c'), new: null },
    ];
    const hints = listHints('repo:push', { push: { changes } });
    expect(hints?.map((hint) => hint.kind === 'branch' && hint.branch)).toEqual(['a', 'b', 'c']);
  });

  test('of a tag gives no hints', () => {
    const changes = [{ old: null, new: end('v1', 'tag') }, null, 'x'];
    expect(listHints('repo:push', { push: { changes } })).toEqual([]);
  });
});

describe('a pull request', () => {
  test.each(['approved', 'changes_request_created', 'comment_resolved', 'not_known_yet'])(
    'is hinted at, whatever happened to it: %s',
    (what) => {
      const url = 'https://bitbucket.org/acme/app/pull-requests/12';
      const head = { repository: app, branch: 'agent/login' };
      const hints = listHints(`pullrequest:${what}`, { pullrequest: sample });
      expect(hints).toMatchObject([{ kind: 'pull_request', url, head, facts: { number: 12 } }]);
    },
  );

  test('without a draft flag has no facts', () => {
    const pullrequest = { ...sample, draft: undefined };
    expect(listHints('pullrequest:updated', { pullrequest })).toMatchObject([{ facts: null }]);
  });

  test('of a deleted fork has no head', () => {
    const pullrequest = { ...sample, source: { ...sample.source, repository: null } };
    expect(listHints('pullrequest:updated', { pullrequest })).toMatchObject([{ head: null }]);
  });

  test('with a URL of another host gets the one of this forge', () => {
    const links = { html: { href: 'https://evil.test/acme/app/pull-requests/12' } };
    const url = 'https://bitbucket.org/acme/app/pull-requests/12';
    const pullrequest = { ...sample, links };
    expect(listHints('pullrequest:updated', { pullrequest })).toMatchObject([{ url }]);
  });
});

describe('a status of a commit', () => {
  const href = `https://api.bitbucket.org/2.0/repositories/acme/app/commit/${sha}`;
  const hints = [{ kind: 'commit', repository: { ...app, id: '{uuid-of-acme-app}' }, sha }];

  test.each(['repo:commit_status_created', 'repo:commit_status_updated'])('%s', (event) => {
    expect(listHints(event, { commit_status: { commit: { hash: sha } } })).toEqual(hints);
  });

  test('reports the state of its check, which its key identifies', () => {
    const updated_on = '2026-01-01T11:02:30.123456+00:00';
    const status = { key: 'k', name: 'Build 2', state: 'STOPPED', updated_on };
    const reportedAt = new Date('2026-01-01T11:02:30.123Z');
    const run = { name: 'Build 2', workflow: 'k', state: 'failed', reportedAt };
    const payload = { commit_status: { ...status, commit: { hash: sha } } };
    expect(listHints('repo:commit_status_updated', payload)).toMatchObject([
      { kind: 'check', sha, reported: { runs: [run] } },
    ]);
  });

  test('takes the commit from its link when it is not named', () => {
    const payload = { commit_status: { links: { commit: { href } } } };
    expect(listHints('repo:commit_status_updated', payload)).toEqual(hints);
  });
});

test('every attempt of a delivery has the same id', async () => {
  await using scenario = await startBitbucketScenario();
  const { headers } = scenario.deliveries.other();
  const again = { ...headers, 'x-attempt-number': '2' };
  const { webhooks } = scenario.forge;
  expect(webhooks.findDeliveryId(again)).toBe(webhooks.findDeliveryId(headers));
});

test('rejects a signature of another kind', async () => {
  await using scenario = await startBitbucketScenario();
  const { headers, body } = scenario.deliveries.other();
  const bare = headers['x-hub-signature']?.replace('sha256=', '');
  const { secret } = scenario.deliveries;
  const delivery = { headers: { ...headers, 'x-hub-signature': bare }, body };
  expect(scenario.forge.webhooks.verify(delivery, secret)).toBe(false);
});

describe('installing', () => {
  const deliveryUrl = 'https://afterpush.test/webhooks/work';
  const install = ({ forge, access, repository: own }: BitbucketScenario, secret = 's3cret') =>
    forge.webhooks.install({ repository: own, deliveryUrl, secret }, access);

  test('registers a signed hook for all events', async () => {
    await using scenario = await startBitbucketScenario();
    const installed = { kind: 'installed', hookId: '{hook-1}', created: true };
    expect(await install(scenario)).toEqual(installed);
    const [hook] = scenario.server.world.hooks;
    expect(hook).toMatchObject({ url: deliveryUrl, active: true, secret_set: true });
    expect(hook?.events).toEqual(expect.arrayContaining(['repo:push', 'pullrequest:created']));
  });

  test('updates the hook that exists', async () => {
    await using scenario = await startBitbucketScenario();
    const { hooks } = scenario.server.world;
    const stale = { active: false, events: [], secret_set: false };
    for (let index = 0; index < 120; index += 1) {
      hooks.push({ ...stale, uuid: `{other-${index}}`, url: `https://other.test/${index}` });
    }
    hooks.push({ ...stale, uuid: '{a/b}', url: deliveryUrl });
    const installed = { kind: 'installed', hookId: '{a/b}', created: false };
    expect(await install(scenario)).toEqual(installed);
    expect(hooks).toHaveLength(121);
    expect(hooks.at(-1)).toMatchObject({ active: true, secret_set: true });
  });

  test('reports a missing permission', async () => {
    await using scenario = await startBitbucketScenario();
    const path = '/repositories/acme/app/hooks';
    scenario.server.put(path, { status: 403, body: '' });
    const outcome = await install(scenario);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
  });
});
