import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { blankDiffStatus } from '../blank-diff-status.ts';
import { toVerdictOf } from '../verdict-of-status.ts';

/** A branch that has not been checked yet, unless overridden. */
export function toSampleStatus(overrides: Partial<DiffStatus> = {}): DiffStatus {
  const status: DiffStatus = {
    ...blankDiffStatus,
    chat_id: 'chat-1',
    git_remote_origin: 'https://forge.example/acme/shop.git',
    git_branch: 'fix',
    remote_origin: 'https://forge.example/acme/shop.git',
    forge_id: 'forge',
    repository: 'acme/shop',
    repository_url: null,
    branch_url: null,
    revision: 1,
    refreshed_at: null,
    stale_at: '2026-01-01T12:00:00.000Z',
    next_check_at: '2026-01-01T12:00:00.000Z',
    reported_at: null,
    active_at: '2026-01-01T12:00:00.000Z',
    created_at: '2026-01-01T12:00:00.000Z',
    updated_at: '2026-01-01T12:00:00.000Z',
    ...overrides,
  };
  return { ...status, verdict: overrides.verdict ?? toVerdictOf(status) };
}

export function toSampleChat(title: string, statuses: DiffStatus[], id = 'chat-1'): Chat {
  return {
    id,
    owner_id: 'local',
    title,
    workspace_id: null,
    agent: null,
    archived: false,
    snoozed_until: null,
    unread: false,
    change_count: 0,
    created_at: '2026-01-01T12:00:00.000Z',
    updated_at: '2026-01-01T12:00:00.000Z',
    diff_status: statuses[0] ?? null,
    diff_statuses: statuses,
    checkout: null,
  };
}
