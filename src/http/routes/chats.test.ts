import { beforeEach, describe, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { Chat, ChatPage } from '../../contract/chat.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
});

const post = (payload?: object) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/chats',
    headers: asAdmin,
    ...(payload && { payload }),
  });
const get = (url: string, headers = asAdmin) => app.inject({ method: 'GET', url, headers });
const patch = (id: string, payload: object, headers = asAdmin) =>
  app.inject({ method: 'PATCH', url: `/api/v1/chats/${id}`, headers, payload });
const remove = (id: string, headers = asAdmin) =>
  app.inject({ method: 'DELETE', url: `/api/v1/chats/${id}`, headers });
const listIds = async (query: string) =>
  (await get(`/api/v1/chats${query}`)).json<ChatPage>().chats.map((chat) => chat.id);

describe('creating a chat', () => {
  test('responds 201 with the chat', async () => {
    const response = await post({ id: 'one', title: 'Fix login', workspace_id: 'w' });
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe('/api/v1/chats/one');
    expect(response.json()).toMatchObject({
      id: 'one',
      owner_id: 'local',
      title: 'Fix login',
      workspace_id: 'w',
      archived: false,
      diff_status: null,
      diff_statuses: [],
    });
  });

  test('generates an id when none is sent, even without a body', async () => {
    const response = await post();
    expect(response.statusCode).toBe(201);
    expect(response.json<Chat>().id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('responds 200 with the unchanged chat when the id exists', async () => {
    world.store.add({ id: 'one', title: 'Known' }, {});
    const response = await post({ id: 'one', title: 'Another' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      title: 'Known',
      diff_status: { git_branch: 'agent/work' },
    });
  });

  test('S12: creates a separate chat for an id that another owner has', async () => {
    world.store.add({ id: 'one', owner_id: 'grace', title: 'Secret' });
    const response = await post({ id: 'one', title: 'Mine' });
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe('/api/v1/chats/one');
    expect(response.json()).toMatchObject({ id: 'one', owner_id: 'local', title: 'Mine' });
  });
});

describe('the agent of a chat', () => {
  test('is stored under its known name, and stays when a later change names none', async () => {
    const created = await post({ id: 'one', agent: 'claude-code' });
    expect(created.json()).toMatchObject({ agent: 'Claude Code' });
    expect((await patch('one', { title: 'New' })).json()).toMatchObject({ agent: 'Claude Code' });
    expect((await patch('one', { agent: 'My bot' })).json()).toMatchObject({ agent: 'My bot' });
    expect((await post({ id: 'two' })).json()).toMatchObject({ agent: null });
  });

  test('S11: is not written again when it is the same', async () => {
    world.store.add({ id: 'one', agent: 'Codex' });
    await patch('one', { agent: 'codex' });
    expect(world.store.updates).toEqual([]);
  });

  test.each(['', ' ', ' x', 'a\nb', 'a\u001b', 'x'.repeat(61), null])(
    'is refused as %j',
    async (agent) => {
      world.store.add({ id: 'one' });
      expect((await patch('one', { agent })).statusCode).toBe(400);
      expect((await post({ agent })).statusCode).toBe(400);
    },
  );
});

describe('listing chats', () => {
  test('pages through all chats by cursor', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) world.store.add({ id });
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: ChatPage = (await get(`/api/v1/chats?limit=2${query}`)).json();
      ids.push(...page.chats.map((chat) => chat.id));
      cursor = page.next_cursor;
    }
    expect(ids).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  test('has no next page when the last one is exactly full', async () => {
    for (const id of ['a', 'b']) world.store.add({ id });
    expect((await get('/api/v1/chats?limit=2')).json().next_cursor).toBeNull();
  });

  test.each(['x', 'e30', Buffer.from('["not a date","a"]').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      const response = await get(`/api/v1/chats?cursor=${cursor}`);
      expect(response.statusCode).toBe(400);
      expect(response.json().detail).toContain('cursor');
    },
  );

  test('passes on the filters', async () => {
    await get('/api/v1/chats?pr_status=draft,open&repo=acme%2Fapp&q=login&archived=all&limit=7');
    expect(world.store.lastList).toEqual({
      ownerId: 'local',
      ids: null,
      pullRequest: ['draft', 'open'],
      reasons: null,
      repository: 'acme/app',
      author: null,
      workspaceId: null,
      text: 'login',
      archived: null,
      sort: 'created',
      limit: 8,
      after: null,
    });
  });

  test.each([
    ['reason=draft,merged', ['draft', 'merged']],
    ['section=done', ['merged', 'closed']],
    ['section=done&reason=merged,draft', ['merged']],
    ['section=done&reason=draft', []],
  ])('selects the verdicts of %s', async (query, reasons) => {
    await get(`/api/v1/chats?${query}&author=ada&sort=attention`);
    expect(world.store.lastList).toMatchObject({ reasons, author: 'ada', sort: 'attention' });
  });

  test.each(['reason=green', 'section=mine', 'sort=title', 'reason='])(
    'refuses %s',
    async (query) => {
      expect((await get(`/api/v1/chats?${query}`)).statusCode).toBe(400);
    },
  );

  test('returns the requested ids that match the other filters', async () => {
    world.store.add({ id: 'a' });
    world.store.add({ id: 'b' });
    world.store.add({ id: 'c', archived: true });
    expect(await listIds('?ids=a,c,unknown')).toEqual(['a']);
    expect(await listIds('?ids=a,c&archived=all')).toEqual(['c', 'a']);
  });

  test.each(['', 'a,', ',a', 'a,,b', 'a%20b', Array(101).fill('a').join(',')])(
    'refuses the ids %j',
    async (ids) => {
      const response = await get(`/api/v1/chats?ids=${ids}`);
      expect(response.statusCode).toBe(400);
      expect(response.json().detail).toContain('ids');
    },
  );

  test('omits archived chats by default', async () => {
    world.store.add({ id: 'a' });
    world.store.add({ id: 'b', archived: true });
    expect(await listIds('')).toEqual(['a']);
    expect(await listIds('?archived=true')).toEqual(['b']);
    expect(await listIds('?archived=all')).toEqual(['b', 'a']);
  });

  test('returns every chat with its own branches', async () => {
    world.store.add({ id: 'a' }, { git_branch: 'one' }, { git_branch: 'two' });
    world.store.add({ id: 'b' }, { git_branch: 'three' });
    const { chats } = (await get('/api/v1/chats')).json<ChatPage>();
    expect(chats.map((chat) => chat.diff_statuses.map((status) => status.git_branch))).toEqual([
      ['three'],
      ['one', 'two'],
    ]);
    expect(chats[1]?.diff_status?.git_branch).toBe('one');
  });

  test('S12: returns no chats of another user', async () => {
    world.store.add({ id: 'mine' });
    world.store.add({ id: 'hers', owner_id: 'grace' });
    const { chats } = (await get('/api/v1/chats', asGrace)).json<ChatPage>();
    expect(chats.map((chat) => chat.id)).toEqual(['hers']);
  });
});

describe('changing a chat', () => {
  test('renames and archives it', async () => {
    world.store.add({ id: 'one', title: 'Old' });
    const response = await patch('one', { title: 'New', archived: true });
    expect(response.json()).toMatchObject({ title: 'New', archived: true });
  });

  test('S11: writes nothing when nothing changes', async () => {
    world.store.add({ id: 'one', title: 'Old' });
    expect((await patch('one', { title: 'Old', archived: false })).statusCode).toBe(200);
    expect((await patch('one', {})).statusCode).toBe(200);
    expect(world.store.updates).toEqual([]);
  });

  test('snoozes it until an instant, and wakes it', async () => {
    world.store.add({ id: 'one' });
    const until = new Date(world.clock.now() + 3_600_000).toISOString();
    expect((await patch('one', { snoozed_until: until })).json()).toMatchObject({
      snoozed_until: until,
      archived: false,
    });
    await patch('one', { snoozed_until: until });
    await patch('one', { title: '' });
    expect(world.store.updates).toEqual(['one']);
    expect((await patch('one', { snoozed_until: null })).json()).toMatchObject({
      snoozed_until: null,
    });
  });

  test.each([
    [0, 'snoozed_until is past. Choose a later instant, or null to wake.'],
    [366 * 86_400_000 + 1, 'snoozed_until is more than a year ahead. Choose an earlier instant.'],
  ])('is not snoozed until %i ms from now', async (inMs, detail) => {
    world.store.add({ id: 'one' });
    const until = new Date(world.clock.now() + inMs).toISOString();
    const response = await patch('one', { title: 'New', snoozed_until: until });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ detail });
    expect(world.store.updates).toEqual([]);
  });

  test('is not snoozed until something that is no instant', async () => {
    world.store.add({ id: 'one' });
    expect((await patch('one', { snoozed_until: 'tomorrow' })).statusCode).toBe(400);
  });

  test('marks it as read and unread', async () => {
    world.store.add({ id: 'one' }, { changes: 3, read_changes: 1, first_unread_id: 17 });
    expect((await get('/api/v1/chats/one')).json()).toMatchObject({
      unread: true,
      change_count: 3,
      diff_statuses: [{ unread_from: '17' }],
    });
    expect((await patch('one', { unread: false })).json()).toMatchObject({
      unread: false,
      change_count: 3,
      diff_statuses: [{ unread_from: null }],
    });
    expect((await patch('one', { unread: true })).json()).toMatchObject({ unread: true });
  });

  test('leaves it unread if it has changed since it was seen', async () => {
    world.store.add({ id: 'one' }, { changes: 3, read_changes: 1 });
    expect((await patch('one', { unread: false, change_count: 2 })).json()).toMatchObject({
      unread: true,
    });
    expect((await patch('one', { unread: false, change_count: 3 })).json()).toMatchObject({
      unread: false,
    });
  });

  test('S12: finds no chat of another user', async () => {
    world.store.add({ id: 'one' });
    const response = await patch('one', { title: 'Mine now' }, asGrace);
    expect(response.statusCode).toBe(404);
    expect(world.store.updates).toEqual([]);
  });
});

describe('marking chats as read', () => {
  const mark = (chats: object[], headers = asAdmin) =>
    app.inject({ method: 'POST', url: '/api/v1/chats/mark-read', headers, payload: { chats } });

  test('marks those that have not changed since they were seen', async () => {
    world.store.add({ id: 'one' }, { changes: 2, read_changes: 0 });
    world.store.add({ id: 'two' }, { changes: 2, read_changes: 0 });
    world.store.add({ id: 'three' }, { changes: 2, read_changes: 2 });
    const seen = [
      { id: 'one', change_count: 2 },
      { id: 'two', change_count: 1 },
      { id: 'three', change_count: 2 },
      { id: 'unknown', change_count: 0 },
    ];
    const response = await mark(seen);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ chat_ids: ['one'] });
  });

  test('S12: marks no chat of another user', async () => {
    world.store.add({ id: 'one' }, { changes: 2, read_changes: 0 });
    const response = await mark([{ id: 'one', change_count: 2 }], asGrace);
    expect(response.json()).toEqual({ chat_ids: [] });
  });

  test.each([[[]], [[{ id: 'one' }]], [[{ id: 'one', change_count: -1 }]]])(
    'refuses %j',
    async (chats) => {
      expect((await mark(chats)).statusCode).toBe(400);
    },
  );
});

describe('deleting a chat', () => {
  test('responds 204, and 404 after that', async () => {
    world.store.add({ id: 'one' });
    expect((await remove('one')).statusCode).toBe(204);
    expect((await remove('one')).statusCode).toBe(404);
  });

  test('S12: finds no chat of another user, and deletes nothing', async () => {
    world.store.add({ id: 'one' });
    expect((await remove('one', asGrace)).statusCode).toBe(404);
    expect(world.store.chats.has('one')).toBe(true);
  });
});
