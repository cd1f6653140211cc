import { useMemo } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { useShortcuts } from '../../shared/use-shortcuts.ts';
import { messages } from '../../text/messages.ts';
import type { NewerDiff } from './use-shown-diff.ts';

interface NewerDiffBarProps {
  newer: NewerDiff | undefined;
  status: DiffStatus;
  busy: boolean;
  error: Error | null;
  onShow: () => void;
}

const shortShaLength = 7;

/** Offers a newer diff. The live region is always present, so that screen readers announce it. */
export function NewerDiffBar({ newer, status, busy, error, onShow }: NewerDiffBarProps) {
  const offered = newer !== undefined;
  useShortcuts(
    useMemo(() => {
      const shortcuts: Record<string, () => void> = {};
      if (offered) shortcuts['.'] = onShow;
      return shortcuts;
    }, [offered, onShow]),
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
