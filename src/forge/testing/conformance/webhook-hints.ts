import { describe, expect, test } from 'vitest';
import type { WebhookHint } from '../../../domain/delivery.ts';
import type { WebhookDelivery, WebhookMessage } from '../../forge.ts';
import { toFields } from '../../parsing/json-fields.ts';
import { type ForgeScenario, fetchOutcome, samplePullRequest } from '../forge-scenario.ts';
import {
  expectPlainLine,
  expectReportedOrNull,
  hostileTitle,
  type StartScenario,
  toLowerCased,
} from './expectations.ts';

type PullRequestHint = Extract<WebhookHint, { kind: 'pull_request' }>;

const settledAt = new Date('2026-01-01T11:30:00Z');

export function testHints(start: StartScenario): void {
  test.each([
    ['opened', 'open', null],
    ['updated', 'open', null],
    ['closed', 'closed', settledAt],
    ['merged', 'merged', settledAt],
  ] as const)('reports that a pull request was %s', async (action, state, settled) => {
    await using scenario = await start();
    const change = { state, settledAt: settled, changedAt: settled ?? samplePullRequest.changedAt };
    const pull = scenario.putPullRequest(change);
    const message = getMessage(scenario, scenario.deliveries.pullRequest(action, pull));
    const { url, head, facts } = getHint(message);
    expect(url).toBe(pull.url);
    expect(head?.branch).toBe(pull.branch);
    expect(head && toLowerCased(head.repository)).toEqual(toLowerCased(scenario.repository));
    const { number, title, draft, baseBranch, headSha } = pull;
    expect(facts).toMatchObject({ url, number, state, title, draft, baseBranch });
    expectReportedOrNull(facts?.headSha, headSha);
    expectReportedOrNull(facts?.changedAt, pull.changedAt);
    expectOwnHook(scenario, message);
  });

  test.each([
    ['closed', 'closed'],
    ['merged', 'merged'],
  ] as const)(
    'contains all that has changed when a pull request was %s, if it is dated',
    async (action, state) => {
      await using scenario = await start();
      const pull = scenario.putPullRequest({ state, settledAt, changedAt: settledAt });
      const message = getMessage(scenario, scenario.deliveries.pullRequest(action, pull));
      const { facts, isComplete = false } = getHint(message);
      expect(isComplete).toBe(facts?.changedAt != null);
      if (state === 'merged') expect(isComplete).toBe(true);
    },
  );

  test.each(['opened', 'updated'] as const)(
    'makes the row due when a pull request was %s',
    async (action) => {
      await using scenario = await start();
      const pull = scenario.putPullRequest({});
      const message = getMessage(scenario, scenario.deliveries.pullRequest(action, pull));
      expect(getHint(message).isComplete ?? false).toBe(false);
    },
  );

  test('reports a draft as a draft', async () => {
    await using scenario = await start();
    const pull = scenario.putPullRequest({ draft: true });
    const message = getMessage(scenario, scenario.deliveries.pullRequest('opened', pull));
    expect(getHint(message).facts?.draft).toBe(true);
  });

  test('reports the fork’s branch for a fork’s pull request', async () => {
    await using scenario = await start();
    const pull = scenario.putPullRequest({ from: 'fork' });
    const message = getMessage(scenario, scenario.deliveries.pullRequest('opened', pull));
    const { url, head } = getHint(message);
    expect(url).toBe(pull.url);
    expect(head && toLowerCased(head.repository)).toEqual(toLowerCased(scenario.fork));
    expectOwnHook(scenario, message);
  });

  test('reports a hostile title as one line of plain text', async () => {
    await using scenario = await start();
    const pull = scenario.putPullRequest({ title: hostileTitle });
    const message = getMessage(scenario, scenario.deliveries.pullRequest('opened', pull));
    expectPlainLine(getHint(message).facts?.title ?? '');
  });

  test.each(['agent/login', 'Agent/日本 🚀', 'refs/heads/x', `a"b'c`])(
    'reports a push to the branch %j',
    async (branch) => {
      await using scenario = await start();
      const delivery = scenario.deliveries.push(branch, '2'.repeat(40));
      const message = getMessage(scenario, delivery);
      const hint = message.hints.find(({ kind }) => kind === 'branch');
      if (hint?.kind !== 'branch') throw new Error(JSON.stringify(message));
      expect(hint.branch).toBe(branch);
      expect(hint.sha).toBe('2'.repeat(40));
      expect(toLowerCased(hint.repository)).toEqual(toLowerCased(scenario.repository));
      expectOwnHook(scenario, message);
    },
  );

  describe('names a repository by the id that its rows are known by', () => {
    test.each(['repository', 'fork'] as const)('in a pull request from the %s', async (from) => {
      await using scenario = await start();
      const pull = scenario.putPullRequest({ from });
      const id = await readRepositoryId(scenario, from);
      const message = getMessage(scenario, scenario.deliveries.pullRequest('opened', pull));
      expect(getHint(message).head?.repository.id).toBe(id);
    });

    test('in a push', async () => {
      await using scenario = await start();
      const { branch } = scenario.putPullRequest({});
      const id = await readRepositoryId(scenario, 'repository');
      const delivery = scenario.deliveries.push(branch, '2'.repeat(40));
      const { hints } = getMessage(scenario, delivery);
      expect(hints).toMatchObject([{ kind: 'branch', repository: { id } }]);
    });
  });

  test('returns no hints for an event that is not tracked', async () => {
    await using scenario = await start();
    const message = scenario.forge.webhooks.parse(scenario.deliveries.other());
    expect(message?.hints ?? []).toEqual([]);
  });

  describe('ignores garbage', () => {
    test.each([
      '',
      ' ',
      'null',
      '7',
      '"x"',
      '[]',
      '{}',
      '[{}]',
      '{"a":',
      '<html>',
      '['.repeat(2 ** 20),
    ])('as the whole body (%#)', async (text) => {
      await using scenario = await start();
      for (const { headers } of listDeliveries(scenario)) {
        const message = scenario.forge.webhooks.parse({ headers, body: Buffer.from(text) });
        expect(message?.hints ?? []).toEqual([]);
      }
    });

    test.each([null, 7, -1, '', 'x', [], {}, [null], true])('as every field: %j', async (value) => {
      await using scenario = await start();
      for (const { headers, body } of listDeliveries(scenario)) {
        const shallow = parseBody(body);
        for (const name of Object.keys(shallow)) shallow[name] = value;
        const broken = Buffer.from(JSON.stringify(shallow));
        const message = scenario.forge.webhooks.parse({ headers, body: broken });
        expect(message?.hints ?? []).toEqual([]);
      }
    });

    test.each([null, 7, -1, '', '../x', [], {}, true])('as any single field: %j', async (value) => {
      await using scenario = await start();
      for (const { headers, body } of listDeliveries(scenario)) {
        for (const broken of listBroken(parseBody(body), value)) {
          const delivery = { headers, body: Buffer.from(JSON.stringify(broken)) };
          scenario.forge.webhooks.parse(delivery)?.hints.forEach(expectWellFormed);
        }
      }
    });

    test('without headers', async () => {
      await using scenario = await start();
      for (const { body } of listDeliveries(scenario)) {
        scenario.forge.webhooks.parse({ headers: {}, body })?.hints.forEach(expectWellFormed);
      }
    });
  });
}

/** As it is stored with the first pull request that is found. */
async function readRepositoryId(
  scenario: ForgeScenario,
  of: 'repository' | 'fork',
): Promise<string> {
  const outcome = await fetchOutcome(scenario, { repository: scenario[of] });
  const id = outcome?.kind === 'refreshed' ? outcome.repository?.id : undefined;
  if (id === undefined) throw new Error(`no id: ${JSON.stringify(outcome)}`);
  return id;
}

function getMessage({ forge }: ForgeScenario, delivery: WebhookDelivery): WebhookMessage {
  const message = forge.webhooks.parse(delivery);
  if (!message) throw new Error('The delivery was not parsed.');
  return message;
}

function getHint({ hints }: WebhookMessage): PullRequestHint {
  const hint = hints.find(({ kind }) => kind === 'pull_request');
  if (hint?.kind !== 'pull_request') throw new Error(JSON.stringify(hints));
  return hint;
}

function expectOwnHook({ repository: own }: ForgeScenario, { repository }: WebhookMessage): void {
  if (repository) expect(toLowerCased(repository)).toEqual(toLowerCased(own));
}

function expectWellFormed(hint: WebhookHint): void {
  switch (hint.kind) {
    case 'branch':
      expect(hint.repository.owner).toMatch(/./);
      expect(hint.branch).toMatch(/./);
      break;
    case 'pull_request':
      expect(hint.url).toMatch(/^https?:\/\//);
      if (hint.facts) expect(hint.facts.number).toBeGreaterThan(0);
      break;
    case 'commit':
    case 'check':
      expect(hint.sha).toMatch(/./);
  }
}

function listDeliveries({ deliveries }: ForgeScenario): WebhookDelivery[] {
  const { branch, headSha } = samplePullRequest;
  const updated = deliveries.pullRequest('updated', samplePullRequest);
  return [updated, deliveries.push(branch, headSha), deliveries.other()];
}

function parseBody(body: Buffer): Record<string, unknown> {
  return toFields(JSON.parse(body.toString('utf8'))) ?? {};
}

/** Copies of the object, each with one field replaced, down to the third level. */
function listBroken(fields: Record<string, unknown>, value: unknown, depth = 3): unknown[] {
  if (depth === 0) return [];
  return Object.entries(fields).flatMap(([name, field]) => {
    const deeper = listBroken(toFields(field) ?? {}, value, depth - 1);
    return [value, ...deeper].map((replaced) => ({ ...fields, [name]: replaced }));
  });
}
