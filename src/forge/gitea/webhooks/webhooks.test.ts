import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplePullRequest } from '../../testing/forge-scenario.ts';
import { toDelivery, webhookSecret } from '../testing/deliveries.ts';
import { pullRequestJson, repositoryJson } from '../testing/json-answers.ts';
import { type GiteaScenario, startGiteaScenario } from '../testing/start-scenario.ts';

let scenario: GiteaScenario;

beforeEach(async () => {
  scenario = await startGiteaScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

function withRepository(more: Record<string, unknown>) {
  return { repository: repositoryJson('acme/app', scenario.forge.webBaseUrl), ...more };
}

describe('a delivery', () => {
  test.each(['forgejo', 'gitea', 'gogs'])(
    'is verified and parsed by the headers of %s',
    (vendor) => {
      const { headers, body } = toDelivery('push', withRepository({ ref: 'refs/heads/x' }));
      const own = {
        [`x-${vendor}-event`]: 'push',
        [`x-${vendor}-delivery`]: 'one',
        [`x-${vendor}-signature`]: headers['x-gitea-signature'],
      };
      const { webhooks } = scenario.forge;
      expect(webhooks.verify({ headers: own, body }, webhookSecret)).toBe(true);
      expect(webhooks.findDeliveryId(own)).toBe('one');
      expect(webhooks.parse({ headers: own, body })?.hints).toMatchObject([{ branch: 'x' }]);
    },
  );

  test('is verified by the signature header of GitHub', () => {
    const { headers, body } = toDelivery('push', {});
    const hub = { 'x-hub-signature-256': headers['x-hub-signature-256'] };
    expect(scenario.forge.webhooks.verify({ headers: hub, body }, webhookSecret)).toBe(true);
  });

  test.each(['pull_request_approved', 'pull_request_rejected', 'pull_request_comment'])(
    '%s hints at the pull request',
    (event) => {
      const pull_request = pullRequestJson(samplePullRequest, scenario.forge.webBaseUrl);
      const body = withRepository({ action: 'reviewed', pull_request });
      const hints = scenario.forge.webhooks.parse(toDelivery(event, body))?.hints;
      expect(hints).toMatchObject([{ kind: 'pull_request', facts: { number: 12 } }]);
    },
  );

  test('identifies a pull request by our URL, even if Gitea sends another host', () => {
    const pull_request = pullRequestJson(samplePullRequest, 'https://gitea.internal');
    const body = withRepository({ action: 'opened', pull_request });
    const [hint] = scenario.forge.webhooks.parse(toDelivery('pull_request', body))?.hints ?? [];
    const { forge, repository } = scenario;
    const url = forge.toPullRequestUrl({ repository, number: 12 });
    expect(hint).toMatchObject({ url, facts: { url } });
  });

  describe('about a status', () => {
    const sha = 'a'.repeat(40);
    const parse = (status: object) =>
      scenario.forge.webhooks.parse(toDelivery('status', withRepository({ sha, ...status })))
        ?.hints;
    const commit = () => ({ repository: { ...scenario.repository, id: '61' }, sha });

    test('reports the state of its check, and when it was reported', () => {
      const created_at = '2026-01-01T11:02:30Z';
      const reported = { context: 'ci/test', state: 'failure', created_at, id: 70_000 };
      const run = { name: 'ci/test', state: 'failed', reportedAt: new Date(created_at) };
      expect(parse(reported)).toMatchObject([
        { kind: 'check', ...commit(), reported: { requiresByName: false, runs: [run] } },
      ]);
    });

    test('hints at the commit when it does not name the check', () => {
      expect(parse({ state: 'success' })).toEqual([{ kind: 'commit', ...commit() }]);
    });
  });

  describe('about a pull request', () => {
    const label = { id: 1, name: 'bug', color: 'd73a4a' };
    const parse = (action: string, changes?: object, title = samplePullRequest.title) => {
      const json = pullRequestJson({ ...samplePullRequest, title }, scenario.forge.webBaseUrl);
      const pull_request = { ...json, labels: [label] };
      const body = withRepository({ action, pull_request, ...(changes && { changes }) });
      return scenario.forge.webhooks.parse(toDelivery('pull_request', body))?.hints;
    };

    test.each([
      ['label_updated', undefined],
      ['assigned', undefined],
      ['edited', { body: { from: 'x' } }],
      ['edited', { title: { from: 'x' } }],
    ])('contains all that has changed: %s %j', (action, changes) => {
      const labels = [{ name: 'bug', color: '#d73a4a' }];
      expect(parse(action, changes)).toMatchObject([{ isComplete: true, facts: { labels } }]);
    });

    test.each([
      ['reopened', undefined],
      ['review_requested', undefined],
      ['synchronized', undefined],
      ['edited', undefined],
      ['edited', { ref: { from: 'main' } }],
      ['edited', { title: { from: 'WIP: x' } }],
      ['edited', { title: { from: `Not yet: ${samplePullRequest.title}` } }],
    ])('leaves it to a read: %s %j', (action, changes) => {
      expect(parse(action, changes)).not.toMatchObject([{ isComplete: true }]);
    });

    test.each([
      ['synchronized', true],
      ['review_requested', true],
      ['reopened', false],
      ['opened', false],
    ])('leaves details to a read after %s: %s', (action, isExpected) => {
      const [hint = {}] = parse(action) ?? [];
      expect('lacksDetailsOnly' in hint).toBe(isExpected);
    });
  });

  test('about a tag yields no hints', () => {
    const delivery = toDelivery('push', withRepository({ ref: 'refs/tags/v1' }));
    expect(scenario.forge.webhooks.parse(delivery)?.hints).toEqual([]);
  });
});

describe('installing a webhook', () => {
  const deliveryUrl = 'https://afterpush.test/webhooks/tea';
  const sent: { method: string | undefined; path: string }[] = [];

  async function install(hooks: unknown[], status = 201) {
    sent.length = 0;
    scenario.server.override(({ method, path }) => {
      if (!path.includes('/hooks')) return undefined;
      sent.push({ method, path: path.replace(/.*\/hooks/, '') });
      return method === 'GET' ? { body: hooks } : { status, body: { id: 8 } };
    });
    const { forge, repository, access } = scenario;
    return forge.webhooks.install({ repository, deliveryUrl, secret: webhookSecret }, access);
  }

  test('creates the hook', async () => {
    const others = [{ id: 3, config: { url: 'https://ci.test' } }];
    const outcome = await install(others);
    expect(outcome).toEqual({ kind: 'installed', hookId: '8', created: true });
    expect(sent.at(-1)).toEqual({ method: 'POST', path: '' });
  });

  test('updates the existing hook', async () => {
    const outcome = await install([{ id: 8, config: { url: deliveryUrl } }], 200);
    expect(outcome).toEqual({ kind: 'installed', hookId: '8', created: false });
    expect(sent.at(-1)).toEqual({ method: 'PATCH', path: '/8' });
  });

  test('fails when the token may not manage hooks', async () => {
    expect(await install([], 403)).toMatchObject({ failure: { kind: 'forbidden' } });
  });
});
