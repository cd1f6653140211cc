import { useMemo } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { formatProblem } from '../../api/problem-text.ts';
import { useShortcuts } from '../../shared/use-shortcuts.ts';
import { messages } from '../../text/messages.ts';
import type { NewerDiff } from './use-shown-diff.ts';

interface NewerBarProps {
  newer: NewerDiff | undefined;
  status: DiffStatus;
  busy: boolean;
  error: Error | null;
  onShow: () => void;
}

const shortCommit = 7;

/** Offers the newer diff. The region is always there, so that its first words are heard. */
export function NewerBar({ newer, status, busy, error, onShow }: NewerBarProps) {
  const offered = newer !== undefined;
  useShortcuts(
    useMemo(() => {
      const shortcuts: Record<string, () => void> = {};
      if (offered) shortcuts['.'] = onShow;
      return shortcuts;
    }, [offered, onShow]),
  );
  return (
    <output className="newer-bar" data-empty={!offered || undefined}>
      {newer && (
        <>
          <span>
            {error ? messages.diff.newFailed(formatProblem(error).title) : toText(newer, status)}
          </span>
          <button type="button" className="button" disabled={busy} onClick={onShow}>
            {busy ? messages.diff.showingNew : toAction(newer)}
          </button>
          <kbd aria-hidden="true">.</kbd>
        </>
      )}
    </output>
  );
}

function toText(newer: NewerDiff, { pr_number: number }: DiffStatus): string {
  switch (newer.reason) {
    case 'commits':
      return messages.diff.newCommits(newer.headSha.slice(0, shortCommit));
    case 'push':
      return messages.diff.newPush;
    case 'pull_request':
      return messages.diff.newPullRequest(
        number === null ? messages.diff.aPullRequest : `#${number}`,
      );
  }
}

function toAction(newer: NewerDiff): string {
  return newer.reason === 'pull_request' ? messages.diff.showNewDiff : messages.diff.showNew;
}
