import {
  ChecklistIcon,
  CodeReviewIcon,
  FileDiffIcon,
  HistoryIcon,
  type Icon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { Link } from '../../shared/routing/link.tsx';
import { type ChatView, chatViews, type Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { LineCounts } from '../status/line-counts.tsx';
import { toViewHref } from './view-href.ts';
import { findTabCount } from './visible-tabs.ts';

const icons: Record<ChatView, Icon> = {
  diff: FileDiffIcon,
  checks: ChecklistIcon,
  reviews: CodeReviewIcon,
  timeline: HistoryIcon,
};

interface ChatTabsProps {
  status: DiffStatus;
  search: Search;
  view: ChatView;
}

/** Links, because each part has its own address. */
export function ChatTabs({ status, search, view }: ChatTabsProps) {
  return (
    <nav className="chat-tabs" aria-label={messages.chat.views}>
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
  const count = findTabCount(view, status);
  return (
    <>
      <Symbol size={14} aria-hidden="true" />
      <span className="tab-name" data-name={messages.chat.view[view]}>
        {messages.chat.view[view]}
      </span>
      {count && (
        <span className="tab-count" data-tone={count.tone}>
          {count.words}
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
