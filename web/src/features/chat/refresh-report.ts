import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { toSpokenName } from '../status/forge-name.ts';
import { toFreshness } from '../status/freshness.ts';
import { listChanges } from '../status/status-changes.ts';

/** What a refresh that a person asked for has brought. */
export interface RefreshReport {
  kind: 'changed' | 'unchanged' | 'failed';
  words: string;
}

type Branch = Pick<DiffStatus, 'git_remote_origin' | 'git_branch'>;

/** `forge` is the host of the forge that serves the branch in view. */
export function toRefreshReport(
  before: Chat,
  after: Chat,
  branch: Branch | null,
  forge: string,
  nowMs: number,
): RefreshReport {
  const say = messages.refreshReport;
  const known = branch ? findBranch(before, branch) : undefined;
  const now = branch ? findBranch(after, branch) : after.diff_statuses[0];
  if (now === undefined) return { kind: 'unchanged', words: say.noBranch };
  if (now.failure !== null) return { kind: 'failed', words: formatFailure(now, forge, nowMs) };
  const changes = [
    ...listChanges(known, now, toSpokenName(forge)),
    ...listElsewhere(before, after, now),
  ];
  if (changes.length > 0) return { kind: 'changed', words: changes.join('. ') };
  // A look that another one has overtaken, or that was handed to another replica.
  if (known && known.refreshed_at === now.refreshed_at)
    return { kind: 'failed', words: say.noAnswer };
  const hasPullRequest = now.pull_request_state !== null;
  return { kind: 'unchanged', words: hasPullRequest ? say.nothingNew : say.noPullRequest };
}

/** S9: what is shown stays, and the words say of when it is. */
function formatFailure(status: DiffStatus, forge: string, nowMs: number): string {
  const say = messages.refreshReport;
  const kind = status.failure?.kind ?? 'internal';
  const until = status.failure?.retry_at ?? null;
  if (kind === 'rate_limited' && until !== null) return say.pausedUntil(formatClock(until, nowMs));
  const problem = messages.failure[kind].title(toSpokenName(forge));
  const { outdated } = toFreshness(status, forge, nowMs);
  return outdated && status.refreshed_at !== null
    ? say.failedShowing(problem, formatClock(status.refreshed_at, nowMs))
    : problem;
}

function listElsewhere(before: Chat, after: Chat, shown: Branch): string[] {
  const changed = after.diff_statuses.filter((status) => {
    const known = findBranch(before, status);
    return !isSame(status, shown) && listChanges(known, status, '').length > 0;
  });
  return changed.length === 0 ? [] : [messages.refreshReport.otherBranches(changed.length)];
}

function findBranch(chat: Chat, branch: Branch): DiffStatus | undefined {
  return chat.diff_statuses.find((status) => isSame(status, branch));
}

function isSame(left: Branch, right: Branch): boolean {
  return left.git_branch === right.git_branch && left.git_remote_origin === right.git_remote_origin;
}
