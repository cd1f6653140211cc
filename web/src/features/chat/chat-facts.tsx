import {
  AlertIcon,
  CheckCircleIcon,
  GitMergeQueueIcon,
  HistoryIcon,
  type Icon,
  QuestionIcon,
  ShieldLockIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { DiffStatus, Mergeability } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import type { Search } from '../../shared/routing/route.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Time } from '../../ui/time.tsx';
import { ChecksRing } from '../status/checks-badge.tsx';
import { formatChecks, formatShortChecks, toChecksSummary } from '../status/checks-summary.ts';
import { toForgeNameOf } from '../status/forge-name.ts';
import { formatNextLook, toFreshness } from '../status/freshness.ts';
import { findMergePlan, toMergeability } from '../status/merge-state.ts';
import { formatReview } from '../status/review-decision.ts';
import { ReviewMark } from '../status/reviews-badge.tsx';
import { toViewHref } from './chat-views.ts';

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

interface FactProps {
  name: string;
  /** Where the whole of it is told. */
  href: string;
  hint?: string | undefined;
  wide?: boolean;
  children: ReactNode;
}

/** One name and what is known of it, in a list of facts; all of it points to where more is told. */
export function Fact({ name, href, hint, wide, children }: FactProps) {
  return (
    <div className="fact" title={hint} data-wide={wide || undefined}>
      <dt>{name}</dt>
      <dd>
        <Link className="fact-link" href={href}>
          {children}
        </Link>
      </dd>
    </div>
  );
}

/** Nothing was told, which is not the same as nothing being there. */
export function Unknown() {
  return <span className="unknown">{messages.chat.unknown}</span>;
}

export function Absent({ children = messages.chat.none }: { children?: ReactNode }) {
  return <span className="unknown">{children}</span>;
}

interface FreshnessFactProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  href: string;
}

/** `checked 12 s ago · next look in 1 min`; the timeline explains it. */
function FreshnessFact({ status, forges, href }: FreshnessFactProps) {
  const forge = toForgeNameOf(status, forges);
  useNow((nowMs) => toFreshness(status, forge, nowMs).words);
  const next = useNow((nowMs) => formatNextLook(status, nowMs));
  const freshness = toFreshness(status, forge, getClockMs());
  return (
    <Fact name={messages.chat.freshness} href={href} hint={status.failure?.message} wide>
      <span className="freshness" data-kind={freshness.kind}>
        {freshness.at === null ? freshness.words : <Time at={freshness.at}>{freshness.words}</Time>}
      </span>
      {freshness.kind !== 'paused' && <span className="fact-next">{next}</span>}
    </Fact>
  );
}

const looks: Record<Mergeability, { Symbol: Icon; tone: string }> = {
  mergeable: { Symbol: CheckCircleIcon, tone: 'success' },
  conflicting: { Symbol: AlertIcon, tone: 'danger' },
  behind: { Symbol: HistoryIcon, tone: 'attention' },
  blocked: { Symbol: ShieldLockIcon, tone: 'quiet' },
  unknown: { Symbol: QuestionIcon, tone: 'quiet' },
};

/** Whether the forge would merge it now, and whether it will do so by itself. */
function MergeFact({ status, href }: { status: DiffStatus; href: string }) {
  const say = messages.chat;
  if (status.pull_request_state !== 'open') {
    return (
      <Fact name={say.merge} href={href}>
        <Absent>{say.notOpen}</Absent>
      </Fact>
    );
  }
  const mergeability = toMergeability(status) ?? 'unknown';
  const { Symbol, tone } = looks[mergeability];
  return (
    <Fact name={say.merge} href={href} hint={say.mergeHint[mergeability]}>
      <span className="fact-mark" data-tone={tone}>
        <Symbol size={14} aria-hidden="true" />
      </span>
      {mergeability === 'unknown' ? (
        <Unknown />
      ) : (
        <span className="fact-text">{say.mergeability[mergeability]}</span>
      )}
      <PlanMark status={status} />
    </Fact>
  );
}

function PlanMark({ status }: { status: DiffStatus }) {
  const plan = findMergePlan(status);
  if (plan === undefined) return null;
  const Symbol = plan === 'queued' ? GitMergeQueueIcon : ZapIcon;
  return (
    <span className="fact-mark" data-tone="active">
      <Symbol size={14} aria-label={messages.merge[plan]} />
    </span>
  );
}
