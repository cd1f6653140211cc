import '../features/forges/forges.css';
import { ArrowLeftIcon } from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import type { ForgeSummary } from '../../../src/contract/forges.ts';
import { forgesQuery, webhooksQuery } from '../api/polled-queries.ts';
import { AgentFolders } from '../features/discovery/agent-folders.tsx';
import { OwnPullRequests } from '../features/discovery/own-pull-requests.tsx';
import { ForgeCard } from '../features/forges/forge-card.tsx';
import { WebhookFeedList } from '../features/forges/webhook-feed-list.tsx';
import { listFeedsOf } from '../features/forges/webhook-feeds.ts';
import { SessionPanel } from '../features/sessions/session-panel.tsx';
import { useHrefPreservingFilters } from '../shared/link-preserving-filters.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Link } from '../shared/routing/router.tsx';
import { messages } from '../text/messages.ts';

/** Links tokens, and shows quotas and webhooks. */
export function ForgesPage({ forgeId }: { forgeId: string | null }) {
  const forges = useQuery(forgesQuery);
  const text = messages.forges;
  const unknown = forgeId !== null && forges.data?.every(({ id }) => id !== forgeId);
  return (
    <div className="forges">
      <Link className="back" href={useHrefPreservingFilters('/')}>
        <ArrowLeftIcon size={14} /> {text.back}
      </Link>
      <h1>{text.title}</h1>
      <p className="lead">{text.text}</p>
      {forges.error && !forges.data && (
        <ProblemNotice error={forges.error} onRetry={() => void forges.refetch()} />
      )}
      {unknown && <p className="lead">{text.unknown(forgeId)}</p>}
      {forges.data?.length === 0 && <p className="lead">{text.none}</p>}
      {forges.data && <Forges forges={forges.data} requestedId={forgeId} />}
      <OwnPullRequests />
      <AgentFolders />
      <SessionPanel />
    </div>
  );
}

function Forges({
  forges,
  requestedId,
}: {
  forges: readonly ForgeSummary[];
  requestedId: string | null;
}) {
  const webhooks = useQuery(webhooksQuery);
  return (
    <>
      <ul className="forge-list">
        {forges.map((forge) => (
          <li key={forge.id}>
            <ForgeCard forge={forge} requested={forge.id === requestedId}>
              {webhooks.data && (
                <WebhookFeedList
                  feeds={listFeedsOf(forge.id, webhooks.data)}
                  forgeCount={forges.length}
                />
              )}
            </ForgeCard>
          </li>
        ))}
      </ul>
      {webhooks.error && !webhooks.data && (
        <ProblemNotice
          title={messages.forges.webhooks.failed}
          error={webhooks.error}
          onRetry={() => void webhooks.refetch()}
        />
      )}
    </>
  );
}
