import { describe, expect, test } from 'vitest';
import { FakeForge, toRegistry } from '../../../test/support/http/fake-forge.ts';
import { MemoryStore, toDiffStatusRow } from '../../../test/support/http/memory-store.ts';
import {
  reasons as publishedReasons,
  toSection as toPublishedSection,
} from '../../contract/reasons.ts';
import { reasons, toSection } from '../../domain/verdict.ts';
import { toChat, toDiffStatus } from './to-chat.ts';

const forges = toRegistry(new FakeForge());

describe('a chat', () => {
  test('has its primary branch first, and null without any', () => {
    const row = new MemoryStore().add({ id: 'one' });
    const rows = [toDiffStatusRow({ git_branch: 'a' }), toDiffStatusRow({ git_branch: 'b' })];
    const chat = toChat(row, rows, forges);
    expect(chat.diff_statuses.map((status) => status.git_branch)).toEqual(['a', 'b']);
    expect(chat.diff_status).toEqual(chat.diff_statuses[0]);
    expect(toChat(row, [], forges).diff_status).toBeNull();
  });
});

describe('a diff status', () => {
  test('has the repository and URLs of its forge', () => {
    expect(toDiffStatus(toDiffStatusRow(), 'one', forges)).toMatchObject({
      forge_id: 'forge',
      remote_origin: 'https://forge.test/acme/app.git',
      repository: 'acme/app',
      repository_url: 'https://forge.test/acme/app',
      branch_url: 'https://forge.test/acme/app/tree/agent/work',
    });
  });

  test('has none of them without a configured forge', () => {
    expect(toDiffStatus(toDiffStatusRow({ forge_id: '' }), 'one', forges)).toMatchObject({
      forge_id: null,
      repository: null,
      repository_url: null,
      branch_url: null,
    });
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'https://', ''])(
    'never shows "%s" as a link',
    (url) => {
      const row = toDiffStatusRow({ url, author_avatar_url: url });
      expect(toDiffStatus(row, 'one', forges)).toMatchObject({
        url: null,
        author_avatar_url: null,
      });
    },
  );

  test('reports why it is not newer, and leaves unknown fields null', () => {
    const row = toDiffStatusRow({
      failure_kind: 'rate_limited',
      failure_message: 'paused',
      failure_retry_at: new Date('2026-01-01T14:05:00Z'),
      stale_at: null,
      checks_state: 'pending',
      checks_pending: 2,
    });
    expect(toDiffStatus(row, 'one', forges)).toMatchObject({
      failure: { kind: 'rate_limited', message: 'paused', retry_at: '2026-01-01T14:05:00.000Z' },
      stale_at: null,
      mergeable: null,
      checks: { state: 'pending', passed: null, failed: null, pending: 2 },
      created_at: '2026-01-01T12:00:00.000Z',
    });
    expect(toDiffStatus(toDiffStatusRow(), 'one', forges).failure).toBeNull();
  });
});

test('the published reasons and their sections are those of the domain', () => {
  expect(publishedReasons).toEqual(reasons);
  expect(publishedReasons.map(toPublishedSection)).toEqual(reasons.map(toSection));
});
