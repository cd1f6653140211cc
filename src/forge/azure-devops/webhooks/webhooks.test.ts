import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ScenarioPullRequest, samplePullRequest } from '../../testing/forge-scenario.ts';
import { buildDelivery } from '../testing/deliveries.ts';
import { app, fork, pullRequestJson, repositoryJson, toId } from '../testing/json-answers.ts';
import { type AzureDevOpsScenario, startAzureDevOpsScenario } from '../testing/start-scenario.ts';
import { findOrganization } from './parse.ts';

let scenario: AzureDevOpsScenario;

beforeEach(async () => {
  scenario = await startAzureDevOpsScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

function parse(eventType: string, resource: Record<string, unknown>) {
  const { forge, server } = scenario;
  return forge.webhooks.parse(buildDelivery(eventType, resource, server.webBaseUrl));
}

describe('a delivery', () => {
  test('of a push names every moved branch, and no tag', () => {
    const names = ['refs/heads/a', 'refs/tags/v1', 'refs/heads/b/c', 'refs/heads/'];
    const refUpdates = names.map((name) => ({ name }));
    const repository = repositoryJson(app, scenario.server.webBaseUrl);
    const named = { ...app, id: repository.id };
    expect(parse('git.push', { refUpdates, repository })).toEqual({
      repository: named,
      hints: ['a', 'b/c'].map((branch) => ({ kind: 'branch', repository: named, branch })),
    });
  });

  test('of a comment names its pull request', () => {
    const { webBaseUrl } = scenario.server;
    const pullRequest = pullRequestJson({ ...samplePullRequest, from: 'fork' }, webBaseUrl);
    const message = parse('ms.vss-code.git-pullrequest-comment-event', { pullRequest });
    const head = { repository: fork, branch: 'agent/login' };
    expect(message?.hints).toMatchObject([{ kind: 'pull_request', head, facts: { number: 12 } }]);
  });

  test('of a merge attempt reports the actual state of the pull request', () => {
    const { webBaseUrl } = scenario.server;
    const message = parse('git.pullrequest.merged', pullRequestJson(samplePullRequest, webBaseUrl));
    expect(message?.hints).toMatchObject([{ facts: { state: 'open' } }]);
  });

  test('carries the time of a merge, and of no other change', () => {
    const { webBaseUrl } = scenario.server;
    const settledAt = new Date('2026-01-01T11:00:00Z');
    const parseUpdate = (change: Partial<ScenarioPullRequest>) => {
      const pull = { ...samplePullRequest, ...change };
      return parse('git.pullrequest.updated', pullRequestJson(pull, webBaseUrl));
    };
    const merged = parseUpdate({ state: 'merged', settledAt });
    expect(merged?.hints).toMatchObject([{ facts: { changedAt: settledAt } }]);
    for (const change of [{}, { state: 'closed', settledAt } as const]) {
      expect(parseUpdate(change)?.hints).toMatchObject([{ facts: { changedAt: null } }]);
    }
  });
});

describe('a build', () => {
  const sha = '5'.repeat(40);
  const project = { id: 'x', name: 'Team Work' };
  const id = toId('acme/Team Work/app');
  const repository = { id: id.toUpperCase(), type: 'TfsGit', name: 'app' };
  const named = { ...app, id };

  test('of a branch names the branch and its commit', () => {
    const sourceBranch = 'refs/heads/agent/login';
    const resource = { project, repository, sourceBranch, sourceVersion: sha };
    expect(parse('build.complete', resource)?.hints).toEqual([
      { kind: 'branch', repository: named, branch: 'agent/login' },
      { kind: 'commit', repository: named, sha },
    ]);
  });

  test('of a pull request names its head, not the merge commit', () => {
    const triggerInfo = { 'pr.number': '12', 'pr.sourceSha': sha };
    const sourceVersion = '6'.repeat(40);
    const resource = { project, repository, sourceBranch: 'refs/pull/12/merge', sourceVersion };
    const url = scenario.forge.toPullRequestUrl({ repository: app, number: 12 });
    expect(parse('build.complete', { ...resource, triggerInfo })?.hints).toEqual([
      { kind: 'pull_request', url, head: null, facts: null },
      { kind: 'commit', repository: named, sha },
    ]);
  });

  describe('of a pull request that has ended', () => {
    const triggerInfo = { 'pr.number': '12', 'pr.sourceSha': sha };
    const resource = { id: 100, project, repository, triggerInfo };
    const parseResult = (result: string) =>
      parse('build.complete', { ...resource, sourceBranch: 'refs/pull/12/merge', result })?.hints;

    test.each([
      ['succeeded', 'passed'],
      ['failed', 'failed'],
    ])('reports its number and that it %s', (result, state) => {
      const url = scenario.forge.toPullRequestUrl({ repository: app, number: 12 });
      expect(parseResult(result)).toEqual([
        {
          kind: 'check',
          repository: named,
          sha,
          reported: { kind: 'run_ended', sequence: 100, state },
          heads: [{ url, head: null }],
        },
      ]);
    });

    test.each(['canceled', 'partiallySucceeded', 'none'])(
      'only hints at the pull request when the result is %s',
      (result) => {
        expect(parseResult(result)).toMatchObject([{ kind: 'pull_request' }, { kind: 'commit' }]);
      },
    );
  });

  test('of a repository on another forge gives no hints', () => {
    const elsewhere = { id: 'acme/app', type: 'GitHub' };
    const resource = { project, repository: elsewhere, sourceBranch: 'refs/heads/x' };
    expect(parse('build.complete', resource)?.hints).toEqual([]);
  });
});

describe('the organization of a delivery', () => {
  const services = 'https://dev.azure.com';
  const collection = (baseUrl: string) => ({ resourceContainers: { collection: { baseUrl } } });
  test.each([
    [{ remoteUrl: 'https://acme@dev.azure.com/acme/work/_git/app' }, {}, services, 'acme'],
    [{ remoteUrl: 'https://acme.visualstudio.com/work/_git/app' }, {}, services, 'acme'],
    [{ webUrl: 'https://dev.azure.com/my%20org/work/_git/app' }, {}, services, 'my org'],
    [{}, collection('https://dev.azure.com/acme/'), services, 'acme'],
    [{}, collection('https://acme.visualstudio.com/'), services, 'acme'],
    [{ url: 'https://dev.azure.com/acme/1/_apis/git' }, {}, services, 'acme'],
    [{}, collection('https://a.test/tfs/acme/'), 'https://a.test/tfs', 'acme'],
    [{}, collection('https://a.test/tfs/acme/'), 'https://a.test/tfs/acme', 'acme'],
    [{}, collection('https://b.test/tfs/acme/'), 'https://a.test/tfs', undefined],
    [{}, collection('https://acme.visualstudio.com/'), 'https://a.test/tfs', undefined],
    [{}, collection('https://other.visualstudio.com/'), 'https://dev.azure.com/acme', undefined],
    [{}, collection('https://dev.azure.com/'), services, undefined],
    [{}, collection('https://dev.azure.com/%'), services, undefined],
    [{}, {}, services, undefined],
  ])('%j %j for %s: %s', (repository, payload, base, expected) => {
    expect(findOrganization(payload, repository, base)).toBe(expected);
  });
});

describe('the sender', () => {
  const toHeader = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  test.each([
    ['of any name is accepted with the secret', toHeader('anyone:s3cret'), true],
    ['without a name is accepted with the secret', toHeader(':s3cret'), true],
    ['is rejected with the secret as user name', toHeader('s3cret:'), false],
    ['is rejected without a colon', toHeader('s3cret'), false],
    ['is rejected with a part of the secret', toHeader('anyone:s3cre'), false],
    ['is rejected with another scheme', 'Bearer s3cret', false],
  ])('%s', (_, authorization, expected) => {
    const delivery = { headers: { authorization }, body: Buffer.from('{}') };
    expect(scenario.forge.webhooks.verify(delivery, 's3cret')).toBe(expected);
  });
});

describe('installing', () => {
  const deliveryUrl = 'https://afterpush.test/webhooks/work';

  function install(repository = app, secret = 's3cret') {
    const { forge, access } = scenario;
    return forge.webhooks.install({ repository, deliveryUrl, secret }, access);
  }

  test('subscribes to each event type, with the secret as password', async () => {
    const outcome = await install();
    const saved = [...scenario.server.world.subscriptions.values()];
    const ids = saved.map(({ id }) => id).join(',');
    expect(outcome).toEqual({ kind: 'installed', hookId: ids, created: true });
    expect(saved.map(({ eventType }) => eventType)).toEqual([
      'git.push',
      'git.pullrequest.created',
      'git.pullrequest.updated',
      'git.pullrequest.merged',
      'ms.vss-code.git-pullrequest-comment-event',
      'build.complete',
    ]);
    const consumerInputs = {
      url: deliveryUrl,
      basicAuthUsername: 'afterpush',
      basicAuthPassword: 's3cret',
    };
    for (const subscription of saved) expect(subscription).toMatchObject({ consumerInputs });
  });

  test('updates existing subscriptions', async () => {
    const first = await install();
    const second = await install(app, 'another');
    expect(second).toEqual({ ...first, created: false });
    const saved = [...scenario.server.world.subscriptions.values()];
    expect(saved).toHaveLength(6);
    expect(saved[0]).toMatchObject({ consumerInputs: { basicAuthPassword: 'another' } });
  });

  test('leaves subscriptions of other repositories unchanged', async () => {
    await install();
    expect(await install(fork)).toMatchObject({ created: true });
    expect(scenario.server.world.subscriptions.size).toBe(12);
  });

  test.each([
    [403, 'forbidden', /permission/],
    [400, 'unavailable', /https/],
  ])('explains what to do after a %i', async (status, kind, message) => {
    scenario.server.put('_apis/hooks/subscriptions', { status });
    const outcome = await install();
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } });
    expect(outcome.kind === 'failed' && outcome.failure.message).toMatch(message);
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
  });

  test('reports a rate limit', async () => {
    scenario.fail(scenario.rateLimitFault(60));
    expect((await install()).kind).toBe('rate_limited');
  });
});
