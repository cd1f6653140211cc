import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebhookMessage } from '../../forge.ts';
import { samplePullRequest } from '../../testing/forge-scenario.ts';
import { buildDelivery } from '../testing/deliveries.ts';
import { app, fork, pullRequestJson, repositoryJson } from '../testing/json-answers.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from '../testing/start-scenario.ts';

const hooksCall = '/projects/ACME/repos/app/webhooks';
const setup = { repository: app, deliveryUrl: 'https://us.test/webhooks/work', secret: 's3cret' };

let tested: BitbucketDataCenterScenario;

beforeEach(async () => {
  tested = await startBitbucketDataCenterScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

function parse(event: string, body: Record<string, unknown>): WebhookMessage | undefined {
  return tested.forge.webhooks.parse(buildDelivery(event, body));
}

describe('a push', () => {
  test('names each moved branch, and no tag', () => {
    const repository = repositoryJson(app, tested.server.webBaseUrl);
    const refs = ['refs/heads/one', 'refs/tags/v1', 'refs/heads/two', 'refs/heads/one'];
    const changes = refs.map((id) => ({ ref: { id }, refId: id, type: 'UPDATE' }));
    const named = { ...app, id: '1' };
    expect(parse('repo:refs_changed', { repository, changes })).toEqual({
      repository: named,
      hints: [
        { kind: 'branch', repository: named, branch: 'one' },
        { kind: 'branch', repository: named, branch: 'two' },
      ],
    });
  });
});

describe('a pull request', () => {
  test.each([
    'pr:opened',
    'pr:modified',
    'pr:reviewer:needs_work',
    'pr:comment:added',
    'pr:from_ref_updated',
  ])('is named by the event %s', (event) => {
    const { url } = tested.putPullRequest({ from: 'fork' });
    const change = { ...samplePullRequest, from: 'fork' as const };
    const pullRequest = pullRequestJson(change, tested.server.webBaseUrl);
    expect(parse(event, { pullRequest })).toMatchObject({
      repository: app,
      hints: [{ url, head: { repository: fork, branch: 'agent/login' }, facts: { number: 12 } }],
    });
  });

  describe('that was modified', () => {
    const target = (branch: string) => ({ id: `refs/heads/${branch}`, displayId: branch });
    const parseModified = (before: object, more: object = {}) => {
      const pullRequest = pullRequestJson(samplePullRequest, tested.server.webBaseUrl);
      const { title } = samplePullRequest;
      const { description } = pullRequest;
      const previous = { previousTitle: title, previousDescription: description };
      const previousTarget = target('main');
      const body = { ...previous, previousTarget, ...before };
      return parse('pr:modified', { pullRequest: { ...pullRequest, ...more }, ...body })?.hints;
    };

    test.each([
      ['title', { previousTitle: 'x' }],
      ['description', { previousDescription: 'x' }],
    ])('contains all when it was the %s', (_, before) => {
      expect(parseModified(before)).toMatchObject([{ isComplete: true }]);
    });

    test.each([
      ['nothing that is named has changed', {}, {}],
      ['the target has changed', { previousTitle: 'x', previousTarget: target('next') }, {}],
      ['it may be a draft since then', { previousTitle: 'x' }, { draft: true }],
    ])('leaves it to a read when %s', (_, before, more) => {
      expect(parseModified(before, more)).not.toMatchObject([{ isComplete: true }]);
    });
  });

  test('has no facts once it is deleted', () => {
    const pullRequest = pullRequestJson(samplePullRequest, tested.server.webBaseUrl);
    const message = parse('pr:deleted', { pullRequest });
    expect(message?.hints).toMatchObject([{ kind: 'pull_request', facts: null }]);
  });
});

test('rejects a signature of another kind', () => {
  const { webhooks } = tested.forge;
  const { secret } = tested.deliveries;
  const { headers, body } = tested.deliveries.other();
  const signature = headers['x-hub-signature']?.replace('sha256', 'sha1');
  const delivery = { headers: { ...headers, 'x-hub-signature': signature }, body };
  expect(webhooks.verify(delivery, secret)).toBe(false);
});

describe('installing', () => {
  const install = () => tested.forge.webhooks.install(setup, tested.access);

  test('registers a signed hook for pushes and pull requests', async () => {
    expect(await install()).toEqual({ kind: 'installed', hookId: '1', created: true });
    expect(tested.server.world.hooks).toMatchObject([
      { url: setup.deliveryUrl, active: true, configuration: { secret: 's3cret' } },
    ]);
    const events = tested.server.world.hooks[0]?.events;
    expect(events).toEqual(expect.arrayContaining(['repo:refs_changed', 'pr:from_ref_updated']));
  });

  test('updates the hook that exists, and leaves others unchanged', async () => {
    const other = { active: true, events: [], configuration: {} };
    const urls = ['https://a.test', 'https://b.test', 'https://c.test', setup.deliveryUrl];
    const hooks = urls.map((url, index) => ({ ...other, id: index + 1, name: 'old', url }));
    tested.server.world.hooks.push(...hooks.map((hook) => ({ ...hook, active: false })));
    expect(await install()).toEqual({ kind: 'installed', hookId: '4', created: false });
    const { hooks: after } = tested.server.world;
    expect(after.map(({ active }) => active)).toEqual([false, false, false, true]);
    expect(after[3]?.configuration.secret).toBe('s3cret');
  });

  test('leaves out events that an old version does not know', async () => {
    tested.server.world.knownEvents = /^(repo|pr):(?!from_ref|reviewer:updated)/;
    expect(await install()).toMatchObject({ kind: 'installed', created: true });
    expect(tested.server.world.hooks[0]?.events).not.toContain('pr:from_ref_updated');
    expect(tested.server.world.hooks[0]?.events).toContain('pr:opened');
  });

  test('reports a missing permission', async () => {
    tested.server.put(`GET ${hooksCall}`, { status: 403 });
    expect(await install()).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
  });
});

const recorded = process.env.AFTERPUSH_RECORDED;

// Set AFTERPUSH_RECORDED to a folder of recorded deliveries to check the parser against them.
describe.skipIf(!recorded)('a recorded delivery of an installation', () => {
  const folder = join(recorded ?? '', 'stash', 'webhooks');

  test('is read', async () => {
    const names = await readdir(folder);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const body = JSON.parse(await readFile(join(folder, name), 'utf8')) as { eventKey: string };
      const message = parse(body.eventKey, body);
      expect(message?.repository, name).toMatchObject({
        name: expect.stringMatching(/^[a-z.-]+$/),
      });
      const kind = name.startsWith('pr_') ? 'pull_request' : 'branch';
      const expected = name.includes('tag') ? [] : [kind];
      expect(
        message?.hints.map((hint) => hint.kind),
        name,
      ).toEqual(expected);
    }
  });

  test.each([
    ['pr_merged', 'merged'],
    ['pr_declined', 'closed'],
    ['pr_open_iso_dates', 'open'],
  ])('%s is read as %s', async (name, state) => {
    const body = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
    const [hint] = parse(body.eventKey, body)?.hints ?? [];
    expect(hint).toMatchObject({ facts: { state, changedAt: expect.any(Date) } });
  });
});
