import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Forge, WebhookDelivery } from '../../../src/forge/forge.ts';
import { createGitHubForge } from '../../../src/forge/github/forge.ts';
import { createTestDeps, toAccess } from '../../../src/forge/testing/test-deps.ts';
import { type LoopbackServer, startLoopbackServer } from '../../../test/support/loopback-server.ts';
import { type DemoForge, startDemoForge } from '../demo-forge.ts';

const secret = 'hook-s3cret';
const app = { owner: 'acme', name: 'app' };
const access = toAccess('ada-token');

let directory: string;
let demo: DemoForge;
let forge: Forge;
let receiver: LoopbackServer;
let received: WebhookDelivery[];
/** The status of the receiver's responses. */
let status: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demo-webhooks-'));
  demo = await startDemoForge({ directory });
  demo.createAccount({ login: 'acme', type: 'Organization' });
  demo.createAccount({ login: 'ada', tokens: ['ada-token'] });
  demo.createAccount({ login: 'grace', tokens: ['grace-token'] });
  await demo.createRepository({ ...app });
  await demo.commit('acme/app', [
    { branch: 'main', files: { 'a.txt': 'a\n' } },
    { branch: 'topic', from: 'main', files: { 'b.txt': 'b\n' }, message: 'Add b' },
  ]);
  demo.allowAdministration('acme/app', 'ada');
  demo.allowPush('acme/app', 'grace');
  const { apiBaseUrl, webBaseUrl } = demo;
  const settings = { id: 'demo', type: 'github', apiBaseUrl, webBaseUrl } as const;
  forge = createGitHubForge(settings, createTestDeps());
  received = [];
  status = 202;
  receiver = await startLoopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      received.push({ headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
});

afterEach(async () => {
  await demo[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function install(): Promise<string> {
  const setup = { repository: app, deliveryUrl: `${receiver.origin}/hook`, secret };
  const outcome = await forge.webhooks.install(setup, access);
  if (outcome.kind !== 'installed') throw new Error(JSON.stringify(outcome));
  await demo.deliveries.settle();
  return outcome.hookId;
}

function openPull() {
  return demo.openPullRequest({ repository: 'acme/app', author: 'grace', head: 'topic' });
}

/** Everything that arrived since the last call: `event.action`. */
async function takeNames(): Promise<string[]> {
  await demo.deliveries.settle();
  return received.splice(0).map(({ headers, body }) => {
    const { action } = JSON.parse(body.toString()) as { action?: string };
    return [headers['x-github-event'], action].filter(Boolean).join('.');
  });
}

describe('the hooks of a repository', () => {
  test('are installed once and receive a ping', async () => {
    const hookId = await install();
    expect(await takeNames()).toEqual(['ping']);
    const setup = { repository: app, deliveryUrl: `${receiver.origin}/hook`, secret: 'another' };
    const again = await forge.webhooks.install(setup, access);
    expect(again).toEqual({ kind: 'installed', hookId, created: false });
    await openPull();
    await demo.deliveries.settle();
    const [delivery] = received;
    expect(delivery && forge.webhooks.verify(delivery, 'another')).toBe(true);
  });

  test('are hidden from accounts that may only push', async () => {
    const setup = { repository: app, deliveryUrl: `${receiver.origin}/hook`, secret };
    const outcome = await forge.webhooks.install(setup, toAccess('grace-token'));
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('receive only the events they subscribed to', async () => {
    const url = `${receiver.origin}/hook`;
    demo.createHook({ repository: 'acme/app', url, secret, events: ['push'] });
    await openPull();
    await demo.commit('acme/app', [{ branch: 'topic', files: { 'c.txt': 'c\n' } }]);
    expect(await takeNames()).toEqual(['push']);
  });
});

describe('a delivery', () => {
  test('has a signature, an id and a payload that the adapter parses', async () => {
    await install();
    received.length = 0;
    await openPull();
    await demo.deliveries.settle();
    const [delivery] = received;
    if (delivery === undefined) throw new Error('Nothing arrived');
    expect(forge.webhooks.verify(delivery, secret)).toBe(true);
    expect(forge.webhooks.findDeliveryId(delivery.headers)).toMatch(/^[0-9a-f-]{36}$/);
    expect(delivery.headers['user-agent']).toContain('GitHub-Hookshot');
    const url = `${demo.webBaseUrl}/acme/app/pull/1`;
    const head = { repository: app, branch: 'topic' };
    expect(forge.webhooks.parse(delivery)).toMatchObject({
      repository: app,
      hints: [{ kind: 'pull_request', url, head, facts: { state: 'open', number: 1 } }],
    });
    const payload = JSON.parse(delivery.body.toString()) as Record<string, unknown>;
    expect(payload.pull_request).toMatchObject({ commits: 1, additions: 1, mergeable: null });
    expect(payload).toMatchObject({ organization: { login: 'acme' }, sender: { login: 'grace' } });
  });

  test('is sent for every change of a pull request', async () => {
    await install();
    received.length = 0;
    const pull = await openPull();
    demo.changePullRequest(pull, { title: 'Add b, really' });
    demo.changePullRequest(pull, { draft: true });
    demo.changePullRequest(pull, { draft: false });
    demo.setLabels(pull, ['bug', { name: 'docs', color: '#0075ca' }]);
    demo.setLabels(pull, ['bug']);
    demo.requestReview(pull, { logins: ['ada'], teams: ['core'] });
    demo.submitReview(pull, { author: 'ada', state: 'CHANGES_REQUESTED' });
    const thread = demo.openThread(pull, { author: 'ada', path: 'b.txt', body: 'Why?' });
    demo.resolveThread(pull, thread, 'grace');
    demo.setAutoMerge(pull, 'grace');
    demo.enqueue(pull, 'grace');
    demo.dequeue(pull);
    demo.closePullRequest(pull);
    await demo.reopenPullRequest(pull);
    await demo.mergePullRequest(pull, 'ada');
    expect((await takeNames()).toSorted()).toEqual([
      'merge_group.checks_requested',
      'merge_group.destroyed',
      'pull_request.auto_merge_enabled',
      'pull_request.closed',
      'pull_request.closed',
      'pull_request.converted_to_draft',
      'pull_request.dequeued',
      'pull_request.edited',
      'pull_request.enqueued',
      'pull_request.labeled',
      'pull_request.labeled',
      'pull_request.opened',
      'pull_request.ready_for_review',
      'pull_request.reopened',
      'pull_request.review_requested',
      'pull_request.review_requested',
      'pull_request.unlabeled',
      'pull_request_review.submitted',
      'pull_request_review_comment.created',
      'pull_request_review_thread.resolved',
      'push',
    ]);
  });

  test('is sent for changes of branches and checks', async () => {
    await install();
    received.length = 0;
    const pull = await openPull();
    const change = { branch: 'topic', files: { 'c.txt': 'c\n' }, message: 'Add c' };
    await demo.commit('acme/app', [change]);
    demo.setPullRequestChecks(pull, [{ name: 'test', status: 'in_progress' }]);
    demo.setPullRequestChecks(pull, [{ name: 'test', status: 'completed' }]);
    await demo.createBranches('acme/app', ['side'], demo.findBranch('acme/app', 'main') ?? '');
    await demo.deleteBranch('acme/app', 'topic');
    await demo.deliveries.settle();
    const [push] = received.filter(({ headers }) => headers['x-github-event'] === 'push');
    expect(JSON.parse(push?.body.toString() ?? '')).toMatchObject({
      ref: 'refs/heads/topic',
      forced: false,
      commits: [{ message: 'Add c' }],
    });
    expect((await takeNames()).toSorted()).toEqual([
      'check_run.completed',
      'check_run.created',
      'create',
      'delete',
      'pull_request.closed',
      'pull_request.opened',
      'pull_request.synchronize',
      'push',
      'push',
      'push',
    ]);
  });

  test('for a status lists the branches of its commit', async () => {
    await install();
    received.length = 0;
    const sha = demo.findBranch('acme/app', 'topic') ?? '';
    await fetch(`${demo.apiBaseUrl}/repos/acme/app/statuses/${sha}`, {
      method: 'POST',
      headers: { authorization: 'Bearer grace-token' },
      body: JSON.stringify({ state: 'pending', context: 'ci/build' }),
    });
    await demo.deliveries.settle();
    const hints = received.flatMap((delivery) => forge.webhooks.parse(delivery)?.hints ?? []);
    expect(hints).toMatchObject([
      {
        kind: 'check',
        repository: app,
        sha,
        reported: { kind: 'runs', runs: [{ name: 'ci/build', state: 'pending' }] },
        heads: [{ url: null, head: { repository: app, branch: 'topic' } }],
      },
    ]);
  });
});

describe('a delivery with a fault', () => {
  test('that failed is listed and can be redelivered with the same id', async () => {
    const hookId = await install();
    const sinceMs = 3 * 86_400_000;
    received.length = 0;
    status = 503;
    await openPull();
    await demo.deliveries.settle();
    const [refused] = received.splice(0);
    status = 202;
    const outcome = await forge.webhooks.redeliverMissed?.(
      { repository: app, hookId, sinceMs },
      access,
    );
    expect(outcome).toEqual({ kind: 'redelivered', count: 1 });
    await demo.deliveries.settle();
    const [again] = received;
    expect(again?.headers['x-github-delivery']).toBe(refused?.headers['x-github-delivery']);
    expect(again?.body).toEqual(refused?.body);
    const hook = { repository: app, hookId, sinceMs };
    expect(await forge.webhooks.redeliverMissed?.(hook, access)).toMatchObject({ count: 0 });
  });

  test('is not sent when it is dropped, and can be redelivered', async () => {
    const hookId = await install();
    received.length = 0;
    demo.deliveries.injectFaults({ drop: 1 });
    await openPull();
    expect(await takeNames()).toEqual([]);
    expect(demo.deliveries.log.entries.at(-1)).toMatchObject({
      outcome: 'dropped',
      event: 'pull_request',
    });
    demo.deliveries.injectFaults({});
    const hook = { repository: app, hookId, sinceMs: 86_400_000 };
    expect(await forge.webhooks.redeliverMissed?.(hook, access)).toMatchObject({ count: 1 });
    expect(await takeNames()).toEqual(['pull_request.opened']);
  });

  test('arrives twice when doubled, and after the next one when reordered', async () => {
    await install();
    received.length = 0;
    demo.deliveries.injectFaults({ double: 1 });
    const pull = await openPull();
    expect(await takeNames()).toEqual(['pull_request.opened', 'pull_request.opened']);
    demo.deliveries.injectFaults({ reorder: 1 });
    demo.changePullRequest(pull, { title: 'One' });
    demo.deliveries.injectFaults({});
    demo.setLabels(pull, ['bug']);
    await demo.deliveries.log.waitFor(({ action }) => action === 'labeled');
    expect(await takeNames()).toEqual(['pull_request.labeled', 'pull_request.edited']);
  });

  test('is selected by the seed', async () => {
    await install();
    const listOutcomes = async () => {
      demo.deliveries.log.clear();
      demo.deliveries.injectFaults({ drop: 0.2, double: 0.2, reorder: 0.2, seed: 7 });
      const pull = { repository: 'acme/app', number: 1 };
      for (let time = 0; time < 10; time += 1) {
        demo.changePullRequest(pull, { title: `${time} ${demo.world.revision}` });
      }
      await demo.deliveries.settle();
      return demo.deliveries.log.entries.map(({ outcome }) => outcome).toSorted();
    };
    await openPull();
    await demo.deliveries.settle();
    const first = await listOutcomes();
    expect(await listOutcomes()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(1);
  });
});
