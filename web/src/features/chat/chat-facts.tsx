import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { ChecksRing } from '../status/checks-ring.tsx';
import { formatChecks, formatShortChecks, toChecksSummary } from '../status/checks-summary.ts';
import { ReviewMark } from '../status/review-mark.tsx';
import { formatReview } from '../status/review-text.ts';
import { Absent, Fact, Unknown } from './fact.tsx';
import { FreshnessFact } from './freshness-fact.tsx';
import { MergeFact } from './merge-fact.tsx';
import { toViewHref } from './view-href.ts';

interface ChatFactsProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  search: Search;
}

/** What is known of the branch, and how new that is. Unknown is said, never guessed. */
export function ChatFacts({ status, forges, search }: ChatFactsProps) {
  const hasPullRequest = status.pull_request_state !== null;
  const outdated = status.failure !== null && status.refreshed_at !== null;
  const href = toViewHref(status.chat_id, search, 'timeline');
  return (
    <div className="all-facts" data-outdated={outdated || undefined}>
      <dl className="facts" aria-label={messages.chat.facts}>
        {hasPullRequest ? (
          <PullRequestFacts status={status} search={search} />
        ) : (
          <Fact name={messages.chat.pullRequest} href={href}>
            <Absent>{messages.chat.noPullRequestYet}</Absent>
          </Fact>
        )}
        <FreshnessFact status={status} forges={forges} href={href} />
      </dl>
    </div>
  );
}

function PullRequestFacts({ status, search }: { status: DiffStatus; search: Search }) {
  const say = messages.chat;
  const summary = toChecksSummary(status.checks);
  const toHref = (view: 'reviews' | 'checks') => toViewHref(status.chat_id, search, view);
  return (
    <>
      <Fact name={say.review} href={toHref('reviews')}>
        {(status.reviewer_count ?? 0) > 0 && <ReviewMark status={status} />}
        <span className="fact-text">{formatReview(status)}</span>
      </Fact>
      <Fact
        name={say.checks}
        href={toHref('checks')}
        hint={summary ? formatChecks(summary) : say.checksHint}
      >
        {summary?.state && <ChecksRing summary={summary} />}
        {summary ? <span className="fact-text">{formatShortChecks(summary)}</span> : <Unknown />}
      </Fact>
      <MergeFact status={status} href={toHref('reviews')} />
    </>
  );
}
