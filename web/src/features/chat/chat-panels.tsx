import { type ReactNode, useState } from 'react';
import type { Checkout } from '../../../../src/contract/checkout.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { useDisconnected } from '../../api/connection-state.ts';
import { usePolling } from '../../api/polled-queries.ts';
import { useNow } from '../../shared/clock.ts';
import type { ChatView, Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { DiffPanel } from '../diff/diff-panel.tsx';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { explainNextCheck, toNextCheck } from '../status/next-check.ts';
import { TimelinePanel } from '../timeline/timeline-panel.tsx';
import { toPanelId } from './chat-views.ts';
import { ChecksPanel } from './checks-panel.tsx';
import { DescriptionPanel } from './description-panel.tsx';
import { ReviewsPanel } from './reviews-panel.tsx';

interface ChatPanelsProps {
  status: DiffStatus;
  checkout: Checkout | null;
  forges: readonly ForgeSummary[];
  search: Search;
  view: ChatView;
}

/** Once opened, the diff stays mounted behind the other views and keeps its scroll position. */
export function ChatPanels({ status, checkout, forges, search, view }: ChatPanelsProps) {
  const [diffOpened, setDiffOpened] = useState(view === 'diff');
  if (view === 'diff' && !diffOpened) setDiffOpened(true);
  const hasPullRequest = status.pull_request_state !== null;
  return (
    <div className="chat-panels">
      {diffOpened && (
        <Panel view="diff" shown={view === 'diff'}>
          <DiffPanel status={status} checkout={checkout} search={search} />
        </Panel>
      )}
      {view === 'checks' && (
        <Panel view={view} shown>
          {hasPullRequest ? (
            <ChecksPanel status={status} search={search} />
          ) : (
            <NoPullRequest status={status} forges={forges} />
          )}
        </Panel>
      )}
      {view === 'reviews' && (
        <Panel view={view} shown>
          {hasPullRequest ? (
            <ReviewsPanel status={status} forges={forges} search={search} />
          ) : (
            <NoPullRequest status={status} forges={forges} />
          )}
        </Panel>
      )}
      {view === 'description' && (
        <Panel view={view} shown>
          {hasPullRequest ? (
            <DescriptionPanel status={status} forges={forges} />
          ) : (
            <NoPullRequest status={status} forges={forges} />
          )}
        </Panel>
      )}
      {view === 'timeline' && (
        <Panel view={view} shown>
          <TimelinePanel status={status} forges={forges} />
        </Panel>
      )}
    </div>
  );
}

function Panel({ view, shown, children }: { view: ChatView; shown: boolean; children: ReactNode }) {
  return (
    <section
      id={toPanelId(view)}
      className="chat-panel"
      data-view={view}
      data-hidden={!shown || undefined}
      inert={!shown}
      tabIndex={-1}
      aria-label={messages.chat.view[view]}
    >
      {children}
    </section>
  );
}

interface NoPullRequestProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** Shows when the branch is checked next. */
function NoPullRequest({ status, forges }: NoPullRequestProps) {
  const forge = formatForgeName(findForgeHost(status, forges));
  const pausedUntil = forges.find(({ id }) => id === status.forge_id)?.paused_until ?? null;
  const pollingPausedAt = usePolling()?.paused_at ?? null;
  const next = useNow((nowMs) =>
    explainNextCheck(toNextCheck(status, pausedUntil, nowMs), forge, nowMs, pollingPausedAt),
  );
  const disconnected = useDisconnected();
  return (
    <Notice title={messages.chat.noPullRequestTitle}>
      <p>{messages.chat.noPullRequestText}</p>
      {!disconnected && (
        <p>
          <strong>{messages.freshnessDetails.part.next_check}</strong> {next}
        </p>
      )}
    </Notice>
  );
}
