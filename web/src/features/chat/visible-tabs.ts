import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ChatView } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import type { Tone } from '../status/attention.ts';
import { toChecksSummary } from '../status/checks-summary.ts';
import { toCompactNumber } from '../status/compact-number.ts';
import { hasChangesRequested, isApproved } from '../status/merge-state.ts';
import { findReviewProgress } from '../status/review-text.ts';

/** What stands beside the name of a tab. */
export interface TabCount {
  words: string;
  tone: Tone;
}

/** Undefined where there is nothing to count, or nobody told. */
export function findTabCount(view: ChatView, status: DiffStatus): TabCount | undefined {
  switch (view) {
    case 'diff':
      return findFileCount(status);
    case 'checks':
      return findChecksCount(status);
    case 'reviews':
      return findReviewCount(status);
    case 'timeline':
      return undefined;
  }
}

function findFileCount(status: DiffStatus): TabCount | undefined {
  const { changed_files: files, counts_at_least: atLeast } = status;
  if (files === null) return undefined;
  return { words: `${toCompactNumber(files)}${atLeast ? '+' : ''}`, tone: 'quiet' };
}

/** What needs a look alone: `2 failed` says more than `14`. */
function findChecksCount({ checks }: DiffStatus): TabCount | undefined {
  const summary = toChecksSummary(checks);
  if (!summary?.state || summary.total === 0) return undefined;
  const say = messages.checks.all;
  switch (summary.state) {
    case 'failed':
      return { words: say.failed(summary.failed), tone: 'danger' };
    case 'pending':
      return { words: say.pending(summary.pending), tone: 'attention' };
    case 'passed':
      return { words: toCompactNumber(summary.total), tone: 'quiet' };
  }
}

function findReviewCount(status: DiffStatus): TabCount | undefined {
  const progress = findReviewProgress(status);
  if (progress === undefined) return undefined;
  const tone = hasChangesRequested(status) ? 'danger' : isApproved(status) ? 'success' : 'quiet';
  return { words: messages.chat.ofTotal(progress.answered, progress.total), tone };
}
