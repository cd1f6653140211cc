import { useQuery } from '@tanstack/react-query';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { webhooksQuery } from '../../api/webhooks.ts';
import type { FailureSpan } from '../../board/failure-history.ts';
import { findFeed } from '../../board/find-feed.ts';
import { toForgeNameOf, toSpokenName } from '../../board/forge-name.ts';
import {
  type AnswerLine,
  type FreshnessSources,
  toAnswerHeadline,
  toAnswerLines,
} from '../../board/freshness-answer.ts';
import { getClockMs, useTimed } from '../../time/clock.ts';
import { Time } from '../../ui/time.tsx';
import { words } from '../../words.ts';
import { toForgeHref } from '../marks/freshness-note.tsx';
import { KeptLink } from '../shell/kept-link.tsx';

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
  const headline = useTimed((nowMs) => toAnswerHeadline(status, sources, nowMs));
  useTimed((nowMs) => toAnswerLines(status, sources, nowMs).map(toSentence).join());
  return (
    <section className="freshness-answer" aria-label={words.freshnessAnswer.title}>
      <h2>
        {words.freshnessAnswer.title} <span>{headline}</span>
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
      <dt>{words.freshnessAnswer.part[part]}</dt>
      <dd>
        {at === null ? sentence : <Time at={at}>{sentence}</Time>}
        {action === 'set_up_feed' && (
          <KeptLink href={toForgeHref(status.forge_id)}>{words.freshnessAnswer.feedSetUp}</KeptLink>
        )}
        {detail && <span className="answer-detail">{detail}</span>}
      </dd>
    </div>
  );
}
