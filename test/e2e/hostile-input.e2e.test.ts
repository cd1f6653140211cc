import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AfterpushProcess, adminToken, startAfterpush } from '../support/afterpush-process.ts';
import { cloneAsAgent } from '../support/agent-clone.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';

let world: ForgeWorld;
let afterpush: AfterpushProcess;

beforeAll(async () => {
  world = await startForgeWorld();
  afterpush = await startAfterpush({ environment: world.environment });
});

afterAll(async () => {
  await afterpush?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${afterpush.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });

describe('branch names', () => {
  test.each([
    'a"b/ü;$(x)',
    "it's/a`branch`",
    'feat/#1&x=%2F',
    'ünïcode/✓/日本語',
    'UPPER/lower',
    'x'.repeat(240),
    '-dash/--option',
  ])('%j is pushed, found and returned unchanged', async (branch) => {
    const chat = await afterpush.client.createChat({ title: branch.slice(0, 40) });
    using clone = await cloneAsAgent(world.cloneUrl, {
      afterpushUrl: afterpush.url,
      chatId: chat.id,
    });
    await clone.git('commit', '-q', '--allow-empty', '-m', 'Start');
    await clone.commit('work');
    await clone.git('push', '-q', 'origin', `work:refs/heads/${branch}`);
    const pull = await world.forge.openPullRequest({
      repository: world.repository,
      author: 'ada',
      head: branch,
    });
    await afterpush.client.refreshChat(chat.id);

    const found = await eventually('the pull request', async () => {
      const { diff_status } = await afterpush.client.getChat(chat.id, { wait: 0 });
      return diff_status?.pr_number === pull.number ? diff_status : undefined;
    });
    expect(found).toMatchObject({ git_branch: branch, head_branch: branch });
    const diff = await afterpush.client.getDiff(chat.id);
    expect(diff.files.map((file) => file.path)).toEqual(['change-1.txt']);
  });
});

describe('origins', () => {
  test.each([
    ['https://ada:hunter2@forge.test/acme/app.git', 'https://forge.test/acme/app.git'],
    ['git@forge.test:acme/app.git', 'git@forge.test:acme/app.git'],
    ['ssh://git:hunter2@forge.test:2222/acme/app', 'ssh://git@forge.test:2222/acme/app'],
    ['http://forge.test:8080/acme/app?token=hunter2', 'http://forge.test:8080/acme/app'],
    ['/srv/git/app.git', '/srv/git/app.git'],
    ['C:\\repos\\app', 'C:\\repos\\app'],
  ])('%j is stored as %j, and the failure is that no forge matches', async (origin, kept) => {
    const chat = await afterpush.client.createChat({});
    await afterpush.client.sendPushSignal({ origin, branch: 'main', chat_id: chat.id });

    const status = await eventually('the failure', async () => {
      const { diff_status } = await afterpush.client.getChat(chat.id);
      return diff_status?.failure ? diff_status : undefined;
    });
    expect(status.git_remote_origin).toBe(kept);
    expect(status.failure?.kind).toBe('no_forge');
    expect(afterpush.output()).not.toContain('hunter2');
  });

  test('S10: a credential is given only to the forge it was linked for', async () => {
    const chat = await afterpush.client.createChat({});
    const base = new URL(world.forge.webBaseUrl);
    for (const match of [
      'https://github.com/acme/app',
      `https://${base.host}/acme/app`,
      `http://${base.hostname}:1/acme/app`,
      `http://${base.host}.evil.test/acme/app`,
      `http://${base.host}@evil.test/acme/app`,
      'http://evil.test/acme/app',
    ]) {
      const attempt = afterpush.client.getExternalAuth({ match, chat_id: chat.id });
      await expect(attempt, match).rejects.toThrow();
    }
    const own = await afterpush.client.getExternalAuth({ match: world.cloneUrl, chat_id: chat.id });
    expect(own).toMatchObject({ password: ownerToken });
  });
});

describe('titles', () => {
  test.each([
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['a\u0000b', 'a b'],
    ['\u202Egnirts', 'gnirts'],
    ['💥'.repeat(100), '💥'.repeat(100)],
  ])('%j is stored without control characters', async (title, shown) => {
    const branch = `agent/title-${title.length}`;
    await world.forge.commit(world.repository, [
      { branch, from: 'main', files: { 'a.txt': `${branch}\n` } },
    ]);
    await world.forge.openPullRequest({
      repository: world.repository,
      author: 'ada',
      head: branch,
      title,
    });
    const chat = await afterpush.client.createChat({});
    await afterpush.client.sendPushSignal({
      origin: world.cloneUrl,
      branch,
      chat_id: chat.id,
    });
    const status = await eventually('the pull request', async () => {
      const { diff_status } = await afterpush.client.getChat(chat.id);
      return diff_status?.url ? diff_status : undefined;
    });
    expect(status.pull_request_title).toBe(shown);
  });
});

describe('requests', () => {
  test.each([
    ['no JSON', '{"origin":', 400],
    ['a list', '[]', 400],
    ['no branch', '{"origin":"https://x.test/a/b","chat_id":"x"}', 400],
    ['neither chat nor workspace', '{"origin":"https://x.test/a/b","branch":"b"}', 400],
    ['an unknown field', '{"origin":"o","branch":"b","chat_id":"x","shell":"rm"}', 400],
    ['an unknown chat', '{"origin":"https://x.test/a/b","branch":"b","chat_id":"unknown"}', 404],
    ['a NUL', '{"origin":"https://x.test/a/b","branch":"a\\u0000b","chat_id":"x"}', 400],
    ['two megabytes', JSON.stringify({ origin: 'x'.repeat(2_000_000), branch: 'b' }), 413],
  ])('a push signal with %s is refused with a problem', async (_, body, status) => {
    const response = await post('/api/v1/push-signals', body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status });
  });

  test('returns no data without a token', async () => {
    for (const path of ['/api/v1/chats', '/api/v1/forges', '/api/v1/events', '/metrics']) {
      expect((await fetch(`${afterpush.url}${path}`)).status, path).toBe(401);
    }
  });
});
