import {
  ChecklistIcon,
  CodeReviewIcon,
  FileDiffIcon,
  HistoryIcon,
  type Icon,
  NoteIcon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { isOutdated } from '../../../../src/contract/outdated.ts';
import { isApproved } from '../../../../src/contract/pull-request-state.ts';
import { type ChatView, chatViews, type Search } from '../../shared/routing/route.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { formatCompactNumber } from '../../text/numbers.ts';
import type { Tone } from '../status/attention.ts';
import { LineCounts } from '../status/change-counts.tsx';
import { findChecksSummary } from '../status/checks-summary.ts';
import { hasChangesRequested } from '../status/merge-state.ts';
import { findReviewProgress } from '../status/review-decision.ts';
import { toViewHref } from './chat-views.ts';

const icons: Record<ChatView, Icon> = {
  diff: FileDiffIcon,
  checks: ChecklistIcon,
  reviews: CodeReviewIcon,
  timeline: HistoryIcon,
  description: NoteIcon,
};

interface ChatTabsProps {
  status: DiffStatus;
  search: Search;
  view: ChatView;
}

/** Links, because each view has its own URL. */
export function ChatTabs({ status, search, view }: ChatTabsProps) {
  return (
    <nav
      className="chat-tabs"
      data-outdated={isOutdated(status) || undefined}
      aria-label={messages.chat.viewsLabel}
    >
      {chatViews.map((each, index) => (
        <Link
          key={each}
          className="chat-tab"
          href={toViewHref(status.chat_id, search, each)}
          aria-current={each === view ? 'page' : undefined}
          aria-keyshortcuts={String(index + 1)}
        >
          <Tab view={each} status={status} />
        </Link>
      ))}
    </nav>
  );
}

function Tab({ view, status }: { view: ChatView; status: DiffStatus }) {
  const Symbol = icons[view];
  const found = findTabCount(view, status);
  // Old results of a merged or closed pull request call for nothing.
  const isOpen = status.pull_request_state === 'open';
  const count = found && { ...found, tone: isOpen ? found.tone : 'quiet' };
  return (
    <>
      <Symbol size={14} aria-hidden="true" />
      <span className="tab-name" data-name={messages.chat.view[view]}>
        {messages.chat.view[view]}
      </span>
      {count && (
        <span className="tab-count" data-tone={count.tone}>
          {count.text}
        </span>
      )}
      {view === 'diff' && (
        <LineCounts
          additions={status.additions}
          deletions={status.deletions}
          atLeast={status.counts_at_least}
        />
      )}
    </>
  );
}

/** The number next to the name of a tab. */
interface TabCount {
  text: string;
  tone: Tone;
}

/** Undefined if there is nothing to count, or the count is unknown. */
export function findTabCount(view: ChatView, status: DiffStatus): TabCount | undefined {
  switch (view) {
    case 'diff':
      return findFileCount(status);
    case 'checks':
      return findChecksCount(status);
    case 'reviews':
      return findReviewCount(status);
    case 'timeline':
    case 'description':
      return undefined;
  }
}

function findFileCount(status: DiffStatus): TabCount | undefined {
  const { changed_files: files, counts_at_least: atLeast } = status;
  if (files === null) return undefined;
  return { text: `${formatCompactNumber(files)}${atLeast ? '+' : ''}`, tone: 'quiet' };
}

/** Counts only what needs attention: `2 failed` is more useful than `14`. */
function findChecksCount({ checks }: DiffStatus): TabCount | undefined {
  const summary = findChecksSummary(checks);
  if (!summary?.state || summary.total === 0) return undefined;
  const text = messages.checks.all;
  switch (summary.state) {
    case 'failed':
      return { text: text.failed(summary.failed), tone: 'danger' };
    case 'pending':
      return { text: text.pending(summary.pending), tone: 'attention' };
    case 'passed':
      return { text: formatCompactNumber(summary.total), tone: 'quiet' };
  }
}

function findReviewCount(status: DiffStatus): TabCount | undefined {
  const progress = findReviewProgress(status);
  if (progress === undefined) return undefined;
  const tone = hasChangesRequested(status) ? 'danger' : isApproved(status) ? 'success' : 'quiet';
  return { text: messages.chat.ofTotal(progress.responded, progress.total), tone };
}
