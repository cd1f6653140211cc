import type { Chat } from '../../contract/chat.ts';
import type { Checkout } from '../../contract/checkout.ts';
import type { DiffStatus } from '../../contract/diff-status.ts';
import type { Verdict } from '../../contract/verdict.ts';
import {
  type RepositoryReference,
  toCurrentRepository,
} from '../../domain/repository-reference.ts';
import { type Verdict as Decision, decideVerdict, toSection } from '../../domain/verdict.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import {
  type ChatRow,
  type CheckoutRow,
  type DiffStatusRow,
  listOrigins,
} from '../../store/rows.ts';
import { toVerdictFacts } from '../../store/verdict-facts.ts';
import { toWebUrl } from './urls.ts';

type Forges = Pick<ForgeRegistry, 'findForge'>;

/** A stored chat as the API shows it. `rows` are its tracked branches, the primary one first. */
export function toChat(
  chat: ChatRow,
  rows: readonly DiffStatusRow[],
  forges: Forges,
  checkout?: CheckoutRow,
): Chat {
  const statuses = rows.map((row) => toDiffStatus(row, chat.public_id, forges));
  return {
    id: chat.public_id,
    owner_id: chat.owner_id,
    title: chat.title,
    workspace_id: chat.workspace_id,
    agent: chat.agent,
    archived: chat.archived,
    snoozed_until: toInstant(chat.snoozed_until),
    unread: rows.some(isUnread),
    change_count: rows.reduce((sum, { changes }) => sum + changes, 0),
    created_at: chat.created_at.toISOString(),
    updated_at: chat.updated_at.toISOString(),
    diff_status: statuses[0] ?? null,
    diff_statuses: statuses,
    checkout: checkout === undefined ? null : toCheckout(checkout, statuses),
  };
}

function toCheckout(row: CheckoutRow, statuses: readonly DiffStatus[]): Checkout {
  return {
    worktree_id: row.worktree_id,
    path: row.path,
    branch: row.branch,
    head_sha: row.head_sha,
    pushed_sha: row.pushed_sha,
    ahead: row.ahead,
    behind: row.behind,
    changed_files: row.changed_files,
    behind_pull_request: row.state === 'present' && isBehindPullRequest(row, statuses),
    exists: row.state === 'present',
    changed_at: row.changed_at.toISOString(),
  };
}

/** Somebody else pushed to the branch, or the forge updated it. Until then, the last push is on its way. */
function isBehindPullRequest(row: CheckoutRow, statuses: readonly DiffStatus[]): boolean {
  const status = statuses.find((one) => one.git_branch === row.branch) ?? statuses[0];
  if (status?.pull_request_state !== 'open' || status.head_sha === null) return false;
  if (row.pushed_sha === null || status.verdict.reason === 'push_pending') return false;
  if (row.head_sha === status.head_sha) return false;
  return status.head_sha !== row.pushed_sha || (row.behind ?? 0) > 0;
}

/** A tracked branch of the chat with that public id. */
export function toDiffStatus(row: DiffStatusRow, publicChatId: string, forges: Forges): DiffStatus {
  const verdict = readVerdict(row);
  return {
    chat_id: publicChatId,
    git_remote_origin: row.git_remote_origin,
    git_branch: row.git_branch,
    remote_origin: row.git_remote_origin,
    remote_origins: listOrigins(row),
    ...toRepositoryFields(row, forges),
    url: toWebUrl(row.url),
    pull_request_state: row.pull_request_state,
    pull_request_title: row.pull_request_title,
    pull_request_draft: row.pull_request_draft,
    pr_number: row.pr_number,
    changes_requested: row.changes_requested,
    approved: row.approved,
    reviewer_count: row.reviewer_count,
    additions: row.additions,
    deletions: row.deletions,
    changed_files: row.changed_files,
    counts_at_least: row.counts_at_least,
    commits: row.commits,
    author_login: row.author_login,
    author_avatar_url: toWebUrl(row.author_avatar_url),
    base_branch: row.base_branch,
    head_repository: row.head_repository,
    head_branch: row.head_branch,
    head_sha: row.head_sha,
    pull_request_changed_at: toInstant(row.pull_request_changed_at),
    checks: toChecks(row, verdict),
    verdict: toVerdict(row, verdict),
    reported_sha: row.reported_sha,
    mergeable: row.mergeable,
    mergeability: row.mergeability,
    auto_merge: row.auto_merge,
    in_merge_queue: row.in_merge_queue,
    merge_queue_position: row.merge_queue_position,
    review_decision: row.review_decision,
    unresolved_threads: row.unresolved_threads,
    unresolved_threads_at_least: row.unresolved_threads_at_least ?? false,
    requested_reviewers: row.requested_reviewers && [...row.requested_reviewers],
    labels: row.labels && [...row.labels],
    failure: toFailure(row),
    revision: row.revision,
    refreshed_at: toInstant(row.refreshed_at),
    stale_at: toInstant(row.stale_at),
    checking: row.checking,
    waits_for_polling: row.waits_for_polling,
    next_check_at: toInstant(row.checking || row.waits_for_polling ? null : row.stale_at),
    reported_at: toInstant(row.reported_at),
    active_at: row.active_at.toISOString(),
    unread_from: isUnread(row) && row.first_unread_id !== null ? String(row.first_unread_id) : null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** As the forge names it now, which is not the name in the origin of a renamed repository. */
function findRepository(
  row: DiffStatusRow,
  forge: ReturnType<Forges['findForge']>,
): RepositoryReference | undefined {
  const [, owner, name] = /^(.+)\/([^/]+)$/.exec(row.head_repository ?? '') ?? [];
  const inOrigin = forge?.parseRemoteOrigin(row.git_remote_origin);
  if (!inOrigin) return undefined;
  // The stored name is in lower case.
  if (owner && name) return { owner, name };
  return toCurrentRepository(inOrigin, { ...row, repositoryId: row.repository_id });
}

function toRepositoryFields(row: DiffStatusRow, forges: Forges) {
  const forge = forges.findForge(row.forge_id);
  const repository = findRepository(row, forge);
  if (!forge || !repository) {
    return {
      forge_id: forge?.id ?? null,
      repository: null,
      repository_url: null,
      branch_url: null,
    };
  }
  return {
    forge_id: forge.id,
    repository: `${repository.owner}/${repository.name}`,
    repository_url: toWebUrl(forge.toRepositoryUrl(repository)),
    branch_url: toWebUrl(forge.toBranchUrl(repository, row.git_branch)),
  };
}

function toChecks(row: DiffStatusRow, { missing }: StatedVerdict): DiffStatus['checks'] {
  const retriggered_at = toInstant(row.retriggered_at);
  if (row.checks_unreadable !== null) {
    return { ...toUnreadableChecks(row.checks_unreadable), retriggered_at };
  }
  return {
    retriggered_at,
    head_sha: row.checks_head_sha,
    state: row.checks_state,
    passed: row.checks_passed,
    failed: row.checks_failed,
    pending: row.checks_pending,
    required: row.checks_required,
    optional_failed: row.checks_optional_failed,
    missing: [...missing],
    readable: true,
    failure_message: null,
  };
}

/** S16: checks that cannot be read are unknown, not absent, and not what they were when they could be. */
function toUnreadableChecks(reason: string): Omit<DiffStatus['checks'], 'retriggered_at'> {
  return {
    head_sha: null,
    state: null,
    passed: null,
    failed: null,
    pending: null,
    required: null,
    optional_failed: null,
    missing: [],
    readable: false,
    failure_message: reason,
  };
}

type StatedVerdict = Pick<Decision, 'reason' | 'headSha' | 'detail' | 'missing'>;

/** S13: a verdict that is due is decided here, so that it never contradicts the facts beside it. */
function readVerdict(row: DiffStatusRow): StatedVerdict {
  if (row.verdict_is_due || row.verdict_reason === null) return decideVerdict(toVerdictFacts(row));
  return {
    reason: row.verdict_reason,
    headSha: row.verdict_head_sha,
    detail: row.verdict_detail,
    missing: row.verdict_missing ?? [],
  };
}

function toVerdict(row: DiffStatusRow, { reason, headSha, detail }: StatedVerdict): Verdict {
  const isSame = row.verdict_reason === reason;
  return {
    reason,
    section: toSection(reason),
    since: ((isSame ? row.verdict_since : null) ?? row.updated_at).toISOString(),
    head_sha: headSha,
    detail,
  };
}

function toFailure(row: DiffStatusRow): DiffStatus['failure'] {
  if (row.failure_kind === null) return null;
  return {
    kind: row.failure_kind,
    message: row.failure_message ?? '',
    retry_at: toInstant(row.failure_retry_at),
  };
}

function isUnread({ changes, read_changes }: DiffStatusRow): boolean {
  return read_changes < changes;
}

function toInstant(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
