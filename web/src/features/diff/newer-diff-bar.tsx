import { useMemo } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { DiffVersion } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { useShortcuts } from '../../shared/use-shortcuts.ts';
import { messages } from '../../text/messages.ts';

type NewerDiff =
  | { reason: 'commits'; headSha: string }
  /** The head is unknown, so the diff may be the same. */
  | { reason: 'push' }
  | { reason: 'pull_request' };

interface NewerDiffBarProps {
  newer: NewerDiff | undefined;
  status: DiffStatus;
  /** The diff is in view, not behind another tab of the chat. */
  shown: boolean;
  busy: boolean;
  error: Error | null;
  onShow: () => void;
}

const shortShaLength = 7;

/** Offers a newer diff. The live region is always present, so that screen readers announce it. */
export function NewerDiffBar({ newer, status, shown, busy, error, onShow }: NewerDiffBarProps) {
  const offered = newer !== undefined;
  useShortcuts(
    useMemo(() => {
      const shortcuts: Record<string, () => void> = {};
      if (offered && shown) shortcuts['.'] = onShow;
      return shortcuts;
    }, [offered, shown, onShow]),
  );
  return (
    <output className="newer-diff-bar" data-empty={!offered || undefined}>
      {newer && (
        <>
          <span>
            {error
              ? messages.diff.newFailed(formatProblemLine(error))
              : formatReason(newer, status)}
          </span>
          <button type="button" className="button" disabled={busy} onClick={onShow}>
            {busy ? messages.diff.showingNew : formatAction(newer)}
          </button>
          <kbd aria-hidden="true">.</kbd>
        </>
      )}
    </output>
  );
}

function formatReason(newer: NewerDiff, { pr_number: number }: DiffStatus): string {
  switch (newer.reason) {
    case 'commits':
      return messages.diff.newCommits(newer.headSha.slice(0, shortShaLength));
    case 'push':
      return messages.diff.newPush;
    case 'pull_request':
      return messages.diff.newPullRequest(
        number === null ? messages.diff.aPullRequest : `#${number}`,
      );
  }
}

function formatAction(newer: NewerDiff): string {
  return newer.reason === 'pull_request' ? messages.diff.showNewDiff : messages.diff.showNew;
}

/** Why the latest diff may differ from the shown one; undefined if it does not. */
export function findNewerDiff(
  diff: Pick<Diff, 'head_sha' | 'pull_request_url'>,
  shown: DiffVersion,
  latest: DiffVersion,
): NewerDiff | undefined {
  if (latest.url !== null && shown.url === null && diff.pull_request_url === null) {
    return { reason: 'pull_request' };
  }
  if (latest.headSha === null) {
    const pushed = shown.headSha === null && shown.reportedAt !== latest.reportedAt;
    return pushed ? { reason: 'push' } : undefined;
  }
  // The fetched diff may already show a head that was reported only later.
  if (shown.headSha === latest.headSha || diff.head_sha === latest.headSha) return undefined;
  return { reason: 'commits', headSha: latest.headSha };
}
