import {
  AlertIcon,
  CheckCircleIcon,
  CommentDiscussionIcon,
  GitMergeQueueIcon,
  HistoryIcon,
  type Icon,
  QuestionIcon,
  ShieldLockIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { DiffStatus, Mergeability } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { isOutdated } from '../../../../src/contract/outdated.ts';
import { toMergeability } from '../../../../src/contract/pull-request-state.ts';
import { useDisconnected } from '../../api/connection-state.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import type { Search } from '../../shared/routing/route.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Time } from '../../ui/time.tsx';
import { toThreadHref } from '../diff/threads/thread-href.ts';
import { ChecksRing } from '../status/checks-badge.tsx';
import { findChecksSummary, formatChecks, formatShortChecks } from '../status/checks-summary.ts';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { formatNextCheck, toFreshness } from '../status/freshness.ts';
import { findMergePlan, formatMergeability } from '../status/merge-state.ts';
import { formatReviewFact } from '../status/review-decision.ts';
import { ReviewCountBadge } from '../status/reviews-badge.tsx';
import { toViewHref } from './chat-views.ts';

interface ChatFactsProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  search: Search;
}

/** The state of the branch and how up to date it is. Unknown values are shown as unknown. */
export function ChatFacts({ status, forges, search }: ChatFactsProps) {
  const hasPullRequest = status.pull_request_state !== null;
  const outdated = useDisconnected() || isOutdated(status);
  const href = toViewHref(status.chat_id, search, 'timeline');
  return (
    <div className="all-facts" data-outdated={outdated || undefined}>
      <dl className="facts" aria-label={messages.chat.facts}>
        {hasPullRequest ? (
          <PullRequestFacts status={status} forges={forges} search={search} />
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

function PullRequestFacts({ status, forges, search }: ChatFactsProps) {
  const text = messages.chat;
  const forge = formatForgeName(findForgeHost(status, forges));
  const summary = findChecksSummary(status.checks);
  const toHref = (view: 'reviews' | 'checks') => toViewHref(status.chat_id, search, view);
  return (
    <>
      <Fact name={text.review} href={toHref('reviews')} muted={isSettled(status)}>
        {(status.reviewer_count ?? 0) > 0 && <ReviewCountBadge status={status} />}
        <span className="fact-text">{formatReviewFact(status)}</span>
      </Fact>
      <ThreadsFact status={status} search={search} />
      <Fact
        name={text.checks}
        href={toHref('checks')}
        hint={summary ? formatChecks(summary) : text.checksHint(forge)}
        muted={isSettled(status)}
      >
        {summary?.state && <ChecksRing summary={summary} />}
        {summary ? <span className="fact-text">{formatShortChecks(summary)}</span> : <Unknown />}
      </Fact>
      <MergeFact status={status} forge={forge} href={toHref('reviews')} />
    </>
  );
}

function isSettled({ pull_request_state: state }: DiffStatus): boolean {
  return state !== 'open';
}

/** How many threads are unresolved; leads to the first of them in the diff. */
function ThreadsFact({ status, search }: Pick<ChatFactsProps, 'status' | 'search'>) {
  const count = status.pull_request_state === 'open' ? (status.unresolved_threads ?? 0) : 0;
  if (count === 0) return null;
  const hint = messages.threadList.goToThreads(count);
  return (
    <Fact
      name={messages.reviewList.threads}
      href={toThreadHref(status.chat_id, search)}
      hint={hint}
    >
      <span className="fact-icon" data-tone="attention">
        <CommentDiscussionIcon size={14} aria-hidden="true" />
      </span>
      <span className="fact-text">
        {count}
        {status.unresolved_threads_at_least && '+'} {messages.reviewList.open}
      </span>
    </Fact>
  );
}

interface FactProps {
  name: string;
  /** Where the details are. */
  href: string;
  hint?: string | undefined;
  wide?: boolean;
  /** Of a pull request that nothing can change any more. */
  muted?: boolean;
  children: ReactNode;
}

/** A name and its value in the list of facts; the whole cell links to the details. */
function Fact({ name, href, hint, wide, muted, children }: FactProps) {
  return (
    <div
      className="fact"
      title={hint}
      data-wide={wide || undefined}
      data-muted={muted || undefined}
    >
      <dt>{name}</dt>
      <dd>
        <Link className="fact-link" href={href}>
          {children}
        </Link>
      </dd>
    </div>
  );
}

/** Not reported, which is different from `none`. */
function Unknown() {
  return <span className="unknown">{messages.chat.unknown}</span>;
}

function Absent({ children = messages.chat.none }: { children?: ReactNode }) {
  return <span className="unknown">{children}</span>;
}

interface FreshnessFactProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  href: string;
}

/** `checked 12 s ago · next check in 1 min`; the timeline explains it. */
function FreshnessFact({ status, forges, href }: FreshnessFactProps) {
  const forge = findForgeHost(status, forges);
  const disconnected = useDisconnected();
  const read = (nowMs: number) => toFreshness(status, forge, nowMs, disconnected);
  useNow((nowMs) => read(nowMs).text);
  const next = useNow((nowMs) => formatNextCheck(status, nowMs));
  const freshness = read(getClockMs());
  return (
    <Fact name={messages.chat.freshness} href={href} hint={status.failure?.message} wide>
      <span className="freshness" data-kind={freshness.kind}>
        {freshness.at === null ? freshness.text : <Time at={freshness.at}>{freshness.text}</Time>}
      </span>
      {freshness.kind !== 'paused' && !disconnected && <span className="fact-next">{next}</span>}
    </Fact>
  );
}

const mergeStyles: Record<Mergeability, { Symbol: Icon; tone: string }> = {
  mergeable: { Symbol: CheckCircleIcon, tone: 'success' },
  conflicting: { Symbol: AlertIcon, tone: 'danger' },
  behind: { Symbol: HistoryIcon, tone: 'attention' },
  blocked: { Symbol: ShieldLockIcon, tone: 'quiet' },
  unknown: { Symbol: QuestionIcon, tone: 'quiet' },
};

/** Whether the pull request can be merged now, and whether it merges automatically. */
function MergeFact(props: { status: DiffStatus; forge: string; href: string }) {
  const { status, forge, href } = props;
  const text = messages.chat;
  const { pull_request_state: state } = status;
  if (state !== 'open') {
    return (
      <Fact name={text.merge} href={href}>
        <Absent>{state && messages.state[state]}</Absent>
      </Fact>
    );
  }
  const mergeability = toMergeability(status) ?? 'unknown';
  const { Symbol, tone } = mergeStyles[mergeability];
  return (
    <Fact name={text.merge} href={href} hint={text.mergeHint[mergeability](forge)}>
      <span className="fact-icon" data-tone={tone}>
        <Symbol size={14} aria-hidden="true" />
      </span>
      {mergeability === 'unknown' ? (
        <Unknown />
      ) : (
        <span className="fact-text">{formatMergeability(status)}</span>
      )}
      <MergePlanIcon status={status} />
    </Fact>
  );
}

function MergePlanIcon({ status }: { status: DiffStatus }) {
  const plan = findMergePlan(status);
  if (plan === undefined) return null;
  const Symbol = plan === 'queued' ? GitMergeQueueIcon : ZapIcon;
  return (
    <span className="fact-icon" data-tone="active">
      <Symbol size={14} aria-label={messages.merge[plan]} />
    </span>
  );
}
