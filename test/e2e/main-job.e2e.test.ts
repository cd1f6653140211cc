import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { cloneAsAgent } from '../support/agent-clone.ts';
import { createPostgresUrl } from '../support/databases/postgres-url.ts';
import { readEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, otherToken, startForgeWorld } from '../support/forge-world.ts';

const shortIntervals = {
  AFTERPUSH_NO_PR_BACKOFF: '1s',
  AFTERPUSH_NO_PR_RETRY_WINDOW: '30s',
  AFTERPUSH_DIFF_STATUS_TTL: '1s',
};

let world: ForgeWorld;
let afterpush: AfterpushProcess;

beforeEach(async () => {
  world = await startForgeWorld();
});

afterEach(async () => {
  await afterpush?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Opens a pull request on the forge with another login than the token's owner. */
async function openPullRequest(head: string, title: string): Promise<number> {
  const response = await fetch(`${world.forge.apiBaseUrl}/repos/${world.repository}/pulls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${otherToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ head, base: 'main', title }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { number: number }).number;
}

const status = async (chatId: string) =>
  (await afterpush.client.getChat(chatId, { wait: 0 })).diff_status;

describe.each(['embedded', 'postgres'] as const)('on the %s database', (kind) => {
  beforeEach(async () => {
    const database: Record<string, string> =
      kind === 'postgres' ? { AFTERPUSH_DATABASE_URL: await createPostgresUrl() } : {};
    afterpush = await startAfterpush({
      environment: { ...world.environment, ...shortIntervals, ...database },
    });
  });

  test('a push and its pull request appear in the chat', async () => {
    const chat = await afterpush.client.createChat({ title: 'Fix the login test' });
    await using reader = await readEvents(afterpush.url);
    using clone = await cloneAsAgent(world.cloneUrl, {
      afterpushUrl: afterpush.url,
      chatId: chat.id,
    });
    await clone.commit('agent/login');
    await clone.git('push', '-q', 'origin', 'agent/login');

    const pushed = await eventually('the branch', () => status(chat.id));
    expect(pushed).toMatchObject({ git_branch: 'agent/login', url: null });
    expect(pushed?.git_remote_origin).toBe(world.cloneUrl);
    await eventually(
      'a check that found no pull request',
      async () => (await status(chat.id))?.refreshed_at,
    );

    const number = await openPullRequest('agent/login', 'Fix <b>flaky</b> login test');
    const found = await eventually('the pull request', async () => {
      const known = await status(chat.id);
      return known?.pr_number === number ? known : undefined;
    });
    expect(found).toMatchObject({
      pull_request_state: 'open',
      pull_request_title: 'Fix <b>flaky</b> login test',
      head_branch: 'agent/login',
      base_branch: 'main',
      additions: 1,
      deletions: 0,
      changed_files: 1,
      author_login: 'grace',
    });

    await eventually('the events', () =>
      reader.events.some(
        ({ name, data }) =>
          name === 'diff_status_change' &&
          'chat' in data &&
          data.chat.diff_status?.pr_number === number,
      ),
    );
    const diff = await afterpush.client.getDiff(chat.id);
    expect(diff.files).toMatchObject([{ path: 'change-1.txt', status: 'added', additions: 1 }]);
    expect(diff.diff).toContain('+change 0');
  });

  test('reviews and the merge appear, and a merged pull request is not requested again', async () => {
    const chat = await afterpush.client.createChat({ title: 'Rename billing module' });
    await world.forge.commit(world.repository, [
      { branch: 'agent/rename', from: 'main', files: { 'a.txt': 'a\n' } },
    ]);
    const pull = await world.forge.openPullRequest({
      repository: world.repository,
      author: 'ada',
      head: 'agent/rename',
      title: 'Rename billing module',
    });
    const signal = { origin: world.cloneUrl, branch: 'agent/rename', chat_id: chat.id };
    expect(await afterpush.client.sendPushSignal(signal)).toEqual({ chat_ids: [chat.id] });
    const waitForStatus = (what: string, expected: object) =>
      eventually(what, async () => {
        expect(await status(chat.id)).toMatchObject(expected);
        return true;
      });

    await waitForStatus('the pull request', { pr_number: pull.number, approved: false });
    world.forge.submitReview(pull, { author: 'grace', state: 'CHANGES_REQUESTED' });
    await waitForStatus('the review', {
      changes_requested: true,
      approved: false,
      reviewer_count: 1,
    });
    world.forge.submitReview(pull, { author: 'grace', state: 'APPROVED' });
    await waitForStatus('the approval', { changes_requested: false, approved: true });
    await world.forge.mergePullRequest(pull, 'grace');
    await waitForStatus('the merge', { pull_request_state: 'merged', stale_at: null });

    const read = await status(chat.id);
    world.forge.requests.clear();
    await afterpush.client.getChat(chat.id, { wait: 0 });
    // The list of the repository is read for the open pull requests of other chats.
    const requested = world.forge.requests.entries.map(({ path }) => path);
    expect(requested.filter((path) => path.includes(`/pulls/${pull.number}`))).toEqual([]);
    expect((await status(chat.id))?.refreshed_at).toBe(read?.refreshed_at);
  });
});
