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
  'last updated first': 'sort=updated&limit=100',
  'what needs you': 'section=needs_you&sort=attention&limit=100',
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
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      const response = await fetch(`${server.url}/api/v1/chats?${query}`, {
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
         verdict_reason, verdict_since, refreshed_at, reported_at)
      SELECT 'chat-' || n, 'https://forge.invalid/acme/app-' || n % 50 || '.git', 'branch-' || n, 'x',
        'acme/app-' || n % 50, NULL, 'https://forge.invalid/acme/app/pull/' || n, n, 'open', 'Change ' || n,
        false, repeat('a', 40), 'ada',
        (ARRAY['checks_failed', 'needs_review', 'checks_running', 'draft', 'ready_to_merge'])[1 + n % 5],
        now(), now(), now()
      FROM generate_series(1, $1::int) AS n`,
    },
    [chats],
  );
  await database.query({ name: 'bench-analyze', text: 'ANALYZE' });
}
