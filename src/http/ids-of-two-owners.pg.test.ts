import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { eventually } from '../../test/support/eventually.ts';
import { toDiffOutcome } from '../../test/support/http/fake-forge.ts';
import { openStream, type StreamReader } from '../../test/support/http/stream-reader.ts';
import { createWorld } from '../../test/support/http/test-world.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Access, Check } from '../forge/forge.ts';
import { ChangeFeed } from '../store/change-feed.ts';
import type { Database } from '../store/database.ts';
import { createHttpStore } from '../store/http-store.ts';
import { ensureUser } from '../store/queries/tokens/ensure-user.ts';
import { saveApiToken } from '../store/queries/tokens/save-api-token.ts';
import { createSyncStore } from '../store/sync-store.ts';
import { markStale } from '../sync/mark-stale.ts';
import { createHttpServer, type HttpServer } from './server.ts';

const owners = ['owner-a', 'owner-b'] as const;
type Owner = (typeof owners)[number];
const chatId = 'same';
const commentId = '0b5f1c9e-6f3e-4d0e-9b52-3c1d2e4f5a6b';
const origin = 'https://forge.test/acme/app.git';
const toToken = (owner: string) => `api-token-of-${owner}`;
const asOwner = (owner: string) => ({ authorization: `Bearer ${toToken(owner)}` });

interface SentRequest {
  query?: Record<string, string>;
  body?: object;
}

const report = { ahead: 1, behind: 0, changed_files: 2, head_sha: null, pushed_sha: null };
const line = { path: 'a.ts', old_line: null, new_line: 1, head_sha: 'a'.repeat(40) };

/** What a request needs beside its path; every route of a chat has to succeed with it. */
const requests: Readonly<Record<string, (owner: Owner) => SentRequest>> = {
  'POST /api/v1/chats': () => ({ body: { id: chatId, title: 'Not used' } }),
  'GET /api/v1/chats': () => ({ query: { limit: '1', ids: `${chatId},${chatId}-2` } }),
  'POST /api/v1/chats/mark-read': () => ({
    body: { chats: [{ id: chatId, change_count: 1 }] },
  }),
  'PATCH /api/v1/chats/{chat}': (owner) => ({ body: { title: `Renamed by ${owner}` } }),
  'POST /api/v1/chats/{chat}/tokens': () => ({ query: { lifetime: 'renewed' } }),
  'PUT /api/v1/chats/{chat}/checkout': (owner) => ({
    body: {
      ...report,
      worktree_id: `clone:${owner.slice(-1).repeat(16)}`,
      path: `/${owner}`,
      branch: 'work',
    },
  }),
  'GET /api/v1/chats/{chat}/file': () => ({ query: { path: 'a.ts' } }),
  'GET /api/v1/chats/{chat}/image': () => ({ query: { path: 'a.svg', side: 'after' } }),
  'GET /api/v1/chats/{chat}/diff/file': () => ({ query: { path: 'a.ts' } }),
  'POST /api/v1/chats/{chat}/comments': (owner) => ({
    body: { ...line, id: commentId, body: `Comment of ${owner}`, target: 'agent' },
  }),
  'GET /api/v1/chats/{chat}/comments': () => ({ query: { origin } }),
  'POST /api/v1/push-signals': (owner) => ({
    body: { chat_id: chatId, origin, branch: `agent/${owner}` },
  }),
  'GET /api/v1/external-auth': (owner) => ({
    query: { chat_id: chatId, match: origin, origin, branch: `agent/${owner}` },
  }),
};

/** Its answers show whose token they were requested with. */
function answerByToken(forge: ReturnType<typeof createWorld>['forge']): void {
  const check = (token: string): Check => ({
    name: `check of ${token}`,
    app: null,
    workflow: null,
    state: 'passed',
    required: true,
    sequence: null,
    url: null,
    description: null,
    startedAt: null,
    completedAt: null,
    log: { kind: 'readable', key: '1' },
  });
  const log = { firstLine: 0, totalLines: 1, firstErrorLine: null };
  Object.assign(forge, {
    answerDiff: async ({ token }: Access) => ({ ...toDiffOutcome(), diff: `of ${token}` }),
    fetchChecks: async (_: unknown, { token }: Access) => {
      return { kind: 'checks', checks: [check(token)] };
    },
    fetchLog: async (_: unknown, { token }: Access) => {
      return { kind: 'log', check: check(token), log: { ...log, lines: [`of ${token}`] } };
    },
    fetchFile: async (_: unknown, { token }: Access) => {
      return { kind: 'text', text: `<svg>of ${token}</svg>` };
    },
    fetchFileDiff: async (_: unknown, { token }: Access) => {
      return { kind: 'text', diff: `of ${token}`, headSha: null };
    },
  });
}

describeEachDatabase('two owners who have a chat of one id each', (open) => {
  let database: Database;
  let server: HttpServer;
  let url: string;
  let stopped: AbortController;
  let feeding: Promise<void>;
  const readers: StreamReader[] = [];
  /** The ids of their chat tokens. */
  const tokenIds = new Map<Owner, string>();

  beforeEach(async () => {
    database = open();
    const logger = new RecordingLogger();
    const world = createWorld();
    answerByToken(world.forge);
    const changes = new ChangeFeed(database, logger);
    stopped = new AbortController();
    feeding = changes.run(stopped.signal);
    await eventually('the change feed', () => changes.connected);
    const store = createSyncStore(database);
    server = createHttpServer({
      ...world.deps,
      store: createHttpStore(database),
      changes,
      markStale: (signal) => markStale(signal, { store, forges: world.deps.forges }),
      readCheckoutDiff: async ({ ownerId, publicId }) => ({
        kind: 'diff',
        branch: `${ownerId} ${publicId}`,
        headSha: null,
        baseSha: null,
        files: [],
        diff: '',
        truncated: false,
      }),
    });
    url = await server.listen({ host: '127.0.0.1', port: 0 });
    for (const owner of owners) {
      await ensureUser(database, owner, owner);
      await saveApiToken(database, owner, createHash('sha256').update(toToken(owner)).digest());
      world.tokens.tokens.set(`${owner} forge`, `forge-token-of-${owner}`);
    }
  });

  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader[Symbol.asyncDispose]()));
    await server[Symbol.asyncDispose]();
    stopped.abort();
    await feeding;
  });

  const request = (headers: Record<string, string>, method: string, path: string, body?: object) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });

  const openEvents = async (headers: Record<string, string>) => {
    const reader = await openStream(url, headers);
    readers.push(reader);
    return reader;
  };

  async function arrange(): Promise<void> {
    for (const owner of owners) {
      for (const id of [chatId, `${chatId}-2`]) {
        const body = { id, title: `Title of ${owner}`, workspace_id: 'shared' };
        const response = await request(asOwner(owner), 'POST', '/api/v1/chats', body);
        expect(response.status).toBe(201);
      }
      const signal = { workspace_id: 'shared', origin, branch: `agent/${owner}` };
      await request(asOwner(owner), 'POST', '/api/v1/push-signals', signal);
    }
    const pullRequest = `UPDATE chat_diff_statuses s SET url = 'https://forge.test/' || c.owner_id,
        pull_request_state = 'open', head_sha = $1, pull_request_title = c.owner_id, stale_at = NULL
      FROM chats c WHERE c.id = s.chat_id`;
    await runSql(database, pullRequest, ['a'.repeat(40)]);
  }

  /** Every operation of the API, those that delete last, and the chat after what is in it. */
  async function listOperations(): Promise<string[]> {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const rank = (operation: string) => (operation.startsWith('DELETE') ? -operation.length : -99);
    return operations
      .filter((operation) => operation !== 'GET /api/v1/events')
      .toSorted((one, other) => rank(one) - rank(other));
  }

  async function send(owner: Owner, operation: string) {
    const [method = '', template = ''] = operation.split(' ');
    const { query, body } = requests[operation]?.(owner) ?? {};
    const path = template
      .replace('{chat}', chatId)
      .replace('{comment}', commentId)
      .replace('{token}', tokenIds.get(owner) ?? 'no-token')
      .replaceAll(/\{\w+\}/g, 'forge');
    const search = query ? `?${new URLSearchParams(query).toString()}` : '';
    const response = await request(asOwner(owner), method, `${path}${search}`, body);
    const text = await response.text();
    if (operation === 'POST /api/v1/chats/{chat}/tokens') {
      tokenIds.set(owner, (JSON.parse(text) as { id: string }).id);
    }
    return { status: response.status, location: response.headers.get('location'), text };
  }

  const listKeys = async (owner: Owner) => {
    const rows = await runSql<{ id: string }>(
      database,
      'SELECT id FROM chats WHERE owner_id = $1 AND id <> public_id',
      [owner],
    );
    return rows.map(({ id }) => id);
  };

  test('S12, S19: see only theirs on every route, and nothing of the other or of its key', async () => {
    await arrange();
    const [first, second] = owners;
    const keys = await listKeys(second);
    expect(await listKeys(first)).toEqual([]);
    expect(keys).toHaveLength(2);
    const operations = await listOperations();
    expect(operations.length).toBeGreaterThan(30);
    for (const operation of operations) {
      const [ofFirst, ofSecond] = [await send(first, operation), await send(second, operation)];
      expect(ofFirst.text, operation).not.toContain(second);
      expect(ofSecond.text, operation).not.toContain(first);
      for (const key of keys) expect(readable(ofSecond.text), operation).not.toContain(key);
      if (!/\/chats|push-signals|external-auth/.test(operation)) continue;
      expect(hideDifferences(ofFirst), operation).toEqual(hideDifferences(ofSecond));
      expect(ofFirst.status, `${operation} needs an entry in "requests"`).toBeLessThan(300);
    }
    expect(await listKeys(second)).toHaveLength(1);
  });

  test('S12: page through their own chats with cursors that do not name a key', async () => {
    await arrange();
    const keys = await listKeys('owner-b');
    for (const owner of owners) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const response = await request(asOwner(owner), 'GET', `/api/v1/chats?limit=1${cursor}`);
        const page = (await response.json()) as {
          chats: { id: string; owner_id: string }[];
          next_cursor: string | null;
        };
        seen.push(...page.chats.map((chat) => `${chat.owner_id} ${chat.id}`));
        for (const key of keys) expect(readable(page.next_cursor ?? '')).not.toContain(key);
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
      } while (cursor !== '');
      expect(seen).toEqual([`${owner} ${chatId}-2`, `${owner} ${chatId}`]);
    }
  });

  test('S12: receive the events of their own chat under its id', async () => {
    const streams = await Promise.all(owners.map((owner) => openEvents(asOwner(owner))));
    await arrange();
    const keys = await listKeys('owner-b');
    const names = ['chat_created', 'diff_status_change', 'comment_change', 'chat_deleted'];
    for (const owner of owners) {
      await send(owner, 'POST /api/v1/chats/{chat}/comments');
      const hasComment = () => streams[owners.indexOf(owner)]?.text().includes('comment_change');
      await eventually('the comment', () => hasComment() ?? false);
      await send(owner, 'DELETE /api/v1/chats/{chat}');
    }
    for (const [index, owner] of owners.entries()) {
      const stream = streams[index];
      const hasName = (name: string) => stream?.events.some((event) => event.name === name);
      await eventually('all events', () => names.every(hasName));
      const text = stream?.text() ?? '';
      expect(text).not.toContain(owners[1 - index]);
      expect(text).toContain(`Title of ${owner}`);
      for (const key of keys) expect(text).not.toContain(key);
      const deleted = stream?.events.find(({ name }) => name === 'chat_deleted');
      expect(deleted?.data).toEqual({ chat_id: chatId });
    }
  });

  test('S12: give their agents tokens that reach their own chat only', async () => {
    await arrange();
    const response = await request(asOwner('owner-b'), 'POST', `/api/v1/chats/${chatId}/tokens`);
    const { token } = (await response.json()) as { token: string };
    const asAgent = { authorization: `Bearer ${token}` };
    expect(token.split('.')[1]).toBe(Buffer.from(chatId).toString('base64url'));
    const stream = await openEvents(asAgent);
    const chat = await (await request(asAgent, 'GET', `/api/v1/chats/${chatId}`)).json();
    expect(chat).toMatchObject({ id: chatId, owner_id: 'owner-b' });
    const [key = ''] = await listKeys('owner-b');
    expect((await request(asAgent, 'GET', `/api/v1/chats/${key}`)).status).toBe(404);
    const signal = { origin, branch: 'agent/more' };
    const marked = await request(asAgent, 'POST', '/api/v1/push-signals', signal);
    expect(await marked.json()).toEqual({ chat_ids: [chatId] });

    await send('owner-a', 'DELETE /api/v1/chats/{chat}');
    await send('owner-b', 'DELETE /api/v1/chats/{chat}');

    await stream.ended;
    const names = stream.events.map(({ name }) => name);
    expect(names.filter((name) => name === 'chat_deleted')).toHaveLength(1);
    expect(stream.text()).not.toContain('owner-a');
  });

  test('do not see a chat under the key of another owner or under their own', async () => {
    await arrange();
    const [key = ''] = await listKeys('owner-b');
    for (const owner of owners) {
      const response = await request(asOwner(owner), 'GET', `/api/v1/chats/${key}`);
      expect(response.status).toBe(404);
    }
  });
});

/** With the content of cursors. */
function readable(text: string): string {
  const parts = text.split(/[^\w-]+/).filter((part) => part.length > 40);
  return [text, ...parts.map((part) => Buffer.from(part, 'base64url').toString())].join('\n');
}

/** The same for two owners unless the responses differ in more than whose they are and when they were made. */
function hideDifferences({ status, location, text }: { [name: string]: unknown }) {
  const hidden = String(text)
    .replace(/"next_cursor":"[\w-]+"/, '"next_cursor":"CURSOR"')
    .replaceAll(/owner-[ab]/g, 'OWNER')
    .replaceAll(/clone:[ab]{16}/g, 'CLONE')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replaceAll(/"(id|unread_from)":"(\d+|[0-9a-f]{16})"/g, '"$1":"OF-ENTRY"')
    .replaceAll(/(afterpush-chat\.\w+)\.[\w-]+/g, '$1.SECRET')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID');
  return { status, location, text: hidden };
}
