import type { Chat } from '../../contract/chat.ts';
import type { DiffStatus } from '../../contract/diff-status.ts';

/** A branch whose pull request was never looked for, unless told otherwise. */
export function toSampleStatus(overrides: Partial<DiffStatus> = {}): DiffStatus {
  return {
    chat_id: 'chat-1',
    git_remote_origin: 'https://forge.example/acme/shop.git',
    git_branch: 'fix',
    remote_origin: 'https://forge.example/acme/shop.git',
    forge_id: 'forge',
    repository: 'acme/shop',
    repository_url: null,
    branch_url: null,
    url: null,
    pull_request_state: null,
    pull_request_title: null,
    pull_request_draft: null,
    pr_number: null,
    changes_requested: null,
    approved: null,
    reviewer_count: null,
    additions: null,
    deletions: null,
    changed_files: null,
    counts_at_least: false,
    commits: null,
    author_login: null,
    author_avatar_url: null,
    base_branch: null,
    head_branch: null,
    head_sha: null,
    pull_request_changed_at: null,
    checks: { state: null, passed: null, failed: null, pending: null },
    mergeable: null,
    mergeability: null,
    auto_merge: null,
    in_merge_queue: null,
    merge_queue_position: null,
    review_decision: null,
    unresolved_threads: null,
    requested_reviewers: null,
    labels: null,
    failure: null,
    revision: 1,
    refreshed_at: null,
    stale_at: '2026-01-01T12:00:00.000Z',
    reported_at: null,
    created_at: '2026-01-01T12:00:00.000Z',
    updated_at: '2026-01-01T12:00:00.000Z',
    ...overrides,
  };
}

export function toSampleChat(title: string, statuses: DiffStatus[], id = 'chat-1'): Chat {
  return {
    id,
    owner_id: 'local',
    title,
    workspace_id: null,
    archived: false,
    created_at: '2026-01-01T12:00:00.000Z',
    updated_at: '2026-01-01T12:00:00.000Z',
    diff_status: statuses[0] ?? null,
    diff_statuses: statuses,
  };
}
