import { useQuery } from '@tanstack/react-query';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { webhooksQuery } from '../../api/forges.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { messages } from '../../text/messages.ts';
import { Time } from '../../ui/time.tsx';
import { findFeed } from '../forges/webhook-feeds.ts';
import { toForgeNameOf, toSpokenName } from '../status/forge-name.ts';
import { toForgeHref } from '../status/freshness-note.tsx';
import {
  type AnswerLine,
  type FailureSpan,
  type FreshnessSources,
  toAnswerHeadline,
  toAnswerLines,
} from './freshness-lines.ts';

interface FreshnessAnswerProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  lastFailure: FailureSpan | undefined;
}

/** A plain answer to "why is this not fresher?". */
export function FreshnessAnswer({ status, forges, lastFailure }: FreshnessAnswerProps) {
  const feeds = useQuery(webhooksQuery).data;
  const sources: FreshnessSources = {
    forge: toSpokenName(toForgeNameOf(status, forges)),
    pausedUntil: forges.find(({ id }) => id === status.forge_id)?.paused_until ?? null,
    feed: feeds && findFeed(status, feeds),
    lastFailure,
  };
  const headline = useNow((nowMs) => toAnswerHeadline(status, sources, nowMs));
  useNow((nowMs) => toAnswerLines(status, sources, nowMs).map(toSentence).join());
  return (
    <section className="freshness-answer" aria-label={messages.freshnessAnswer.title}>
      <h2>
        {messages.freshnessAnswer.title} <span>{headline}</span>
      </h2>
      <dl className="answer">
        {toAnswerLines(status, sources, getClockMs()).map((line) => (
          <Line key={line.part} line={line} status={status} />
        ))}
      </dl>
    </section>
  );
}

const toSentence = ({ sentence }: AnswerLine) => sentence;

function Line({ line, status }: { line: AnswerLine; status: DiffStatus }) {
  const { part, sentence, at, detail, action } = line;
  return (
    <div className="answer-line" data-part={part}>
      <dt>{messages.freshnessAnswer.part[part]}</dt>
      <dd>
        {at === null ? sentence : <Time at={at}>{sentence}</Time>}
        {action === 'set_up_feed' && (
          <LinkPreservingFilters href={toForgeHref(status.forge_id)}>
            {messages.freshnessAnswer.feedSetUp}
          </LinkPreservingFilters>
        )}
        {detail && <span className="answer-detail">{detail}</span>}
      </dd>
    </div>
  );
}
