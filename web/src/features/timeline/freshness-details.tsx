import { useQuery } from '@tanstack/react-query';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { useDisconnected } from '../../api/connection-state.ts';
import { usePolling, webhooksQuery } from '../../api/polled-queries.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { messages } from '../../text/messages.ts';
import { Time } from '../../ui/time.tsx';
import { findFeed } from '../forges/webhook-feeds.ts';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { toForgeHref } from '../status/freshness-note.tsx';
import {
  type FailureSpan,
  type FreshnessContext,
  type FreshnessLine,
  formatFreshnessHeadline,
  listFreshnessLines,
} from './freshness-lines.ts';

interface FreshnessDetailsProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  lastFailure: FailureSpan | undefined;
}

/** Explains how up to date the branch is, and why it is not newer. */
export function FreshnessDetails({ status, forges, lastFailure }: FreshnessDetailsProps) {
  const feeds = useQuery(webhooksQuery).data;
  const context: FreshnessContext = {
    forge: formatForgeName(findForgeHost(status, forges)),
    pausedUntil: forges.find(({ id }) => id === status.forge_id)?.paused_until ?? null,
    polling: usePolling(),
    feed: feeds && findFeed(status, feeds),
    disconnected: useDisconnected(),
    lastFailure,
  };
  const headline = useNow((nowMs) => formatFreshnessHeadline(status, context, nowMs));
  useNow((nowMs) => listFreshnessLines(status, context, nowMs).map(toSentence).join());
  return (
    <section className="freshness-details" aria-label={messages.freshnessDetails.title}>
      <h2>
        {messages.freshnessDetails.title} <span>{headline}</span>
      </h2>
      <dl className="details">
        {listFreshnessLines(status, context, getClockMs()).map((line) => (
          <Line key={line.part} line={line} status={status} />
        ))}
      </dl>
    </section>
  );
}

const toSentence = ({ sentence }: FreshnessLine) => sentence;

function Line({ line, status }: { line: FreshnessLine; status: DiffStatus }) {
  const { part, sentence, at, detail, action } = line;
  return (
    <div className="details-line" data-part={part}>
      <dt>{messages.freshnessDetails.part[part]}</dt>
      <dd>
        {at === null ? sentence : <Time at={at}>{sentence}</Time>}
        {action === 'install_webhook' && (
          <LinkPreservingFilters href={toForgeHref(status.forge_id)}>
            {messages.freshnessDetails.feedInstall}
          </LinkPreservingFilters>
        )}
        {detail && <span className="details-note">{detail}</span>}
      </dd>
    </div>
  );
}
