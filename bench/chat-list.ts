import type { Client } from '../src/contract/client.ts';
import { createLogger } from '../src/platform/logger.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { adminToken, startAfterpush } from '../test/support/afterpush-process.ts';
import { createPostgresUrl } from '../test/support/databases/postgres-url.ts';

export interface ChatListResult {
  chats: number;
  /** Of each query, in milliseconds. */
  timesMs: Record<string, number[]>;
}

const chats = 20_000;
const rounds = 30;

/** Lists as the page and the command line request them. */
const queries = {
  'newest first': 'limit=100',
  'most urgent first': 'sort=attention&limit=100',
  'most urgent first, page 151': 'sort=attention&limit=100',
  'last changed first': 'sort=updated&limit=100',
  'last changed first, page 151': 'sort=updated&limit=100',
  'what needs you': 'section=needs_you&sort=attention&limit=100',
  'most urgent drafts': 'reason=draft&sort=attention&limit=100',
  'most urgent open pull requests': 'pr_status=open&sort=attention&limit=100',
  'last changed by author': 'author=ada&sort=updated&limit=100',
  'by text': 'q=branch-1777&limit=100',
  'by repository': 'repo=acme%2Fapp-7&limit=100',
  'one page of 500': 'limit=500',
};

/** Measures the list endpoint for an owner of 20,000 chats with an open pull request each, PostgreSQL. */
export async function measureChatList(): Promise<ChatListResult> {
  const databaseUrl = await createPostgresUrl();
  await using server = await startAfterpush({
    environment: { AFTERPUSH_DATABASE_URL: databaseUrl },
  });
  const logger = createLogger('warn');
  await using database = await openDatabase({ databaseUrl, dataDirectory: '', logger, onFatal });
  await arrangeChats(database);
  const timesMs: Record<string, number[]> = {};
  for (const [name, query] of Object.entries(queries)) {
    const times: number[] = [];
    const cursor = name.endsWith('page 151') ? await findCursor(server.client, query) : '';
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      const response = await fetch(`${server.url}/api/v1/chats?${query}${cursor}`, {
        headers: { authorization: `Bearer ${adminToken}` },
      });
      await response.text();
      if (!response.ok) throw new Error(`GET /api/v1/chats?${query}: ${response.status}`);
      times.push(performance.now() - startedAt);
    }
    timesMs[name] = times;
  }
  return { chats, timesMs };
}

/** After thirty pages of 500. */
async function findCursor(client: Client, query: string): Promise<string> {
  let cursor: string | undefined;
  const { sort } = Object.fromEntries(new URLSearchParams(query)) as {
    sort: 'attention' | 'updated';
  };
  for (let page = 0; page < 30; page += 1) {
    cursor = (await client.listChats({ sort, limit: 500, cursor })).next_cursor ?? undefined;
  }
  return `&cursor=${cursor}`;
}

function onFatal(error: Error): never {
  throw error;
}

async function arrangeChats(database: Database): Promise<void> {
  await database.query(
    {
      name: 'bench-chats',
      text: `INSERT INTO chats (id, owner_id, title, created_at)
      SELECT 'chat-' || n, $1, 'Chat ' || n, now() - n * interval '1 minute'
      FROM generate_series(1, $2::int) AS n`,
    },
    ['local', chats],
  );
  await database.query(
    {
      name: 'bench-branches',
      text: `INSERT INTO chat_diff_statuses
        (chat_id, git_remote_origin, git_branch, forge_id, repository, stale_at, url, pr_number,
         pull_request_state, pull_request_title, pull_request_draft, head_sha, author_login,
         verdict_reason, verdict_since, verdict_due_at, refreshed_at, reported_at, changed_at)
      SELECT 'chat-' || n, 'https://forge.invalid/acme/app-' || n % 50 || '.git', 'branch-' || n, 'x',
        'acme/app-' || n % 50, NULL, 'https://forge.invalid/acme/app/pull/' || n, n, 'open', 'Change ' || n,
        false, repeat('a', 40), 'ada',
        (ARRAY['checks_failed', 'needs_review', 'checks_running', 'draft', 'ready_to_merge'])[1 + n % 5],
        now(), NULL, now(), now(), now() - n % 997 * interval '1 minute'
      FROM generate_series(1, $1::int) AS n`,
    },
    [chats],
  );
  await database.query({ name: 'bench-analyze', text: 'ANALYZE' });
}
