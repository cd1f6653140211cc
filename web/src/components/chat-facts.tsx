import type { ReactNode } from 'react';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { toNextLookWords } from '../board/freshness.ts';
import { useTimed } from '../time/clock.ts';
import { words } from '../words.ts';
import { ChecksMark } from './checks-mark.tsx';
import { FreshnessNote } from './freshness-note.tsx';
import { LineCounts } from './line-counts.tsx';
import { ReviewMark } from './review-mark.tsx';

interface ChatFactsProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** What is known of the branch, and how new that is. Unknown is said, never guessed. */
export function ChatFacts({ status, forges }: ChatFactsProps) {
  const say = words.chat;
  const hasPullRequest = status.pull_request_state !== null;
  return (
    <dl className="facts" aria-label={say.facts} data-outdated={isOutdated(status) || undefined}>
      <Fact name={say.review}>
        {hasPullRequest ? <Review status={status} /> : <Unknown none />}
      </Fact>
      <Fact name={say.changes}>
        <Changes status={status} />
      </Fact>
      <Fact name={say.checks} hint={status.checks.state ? undefined : say.checksHint}>
        {status.checks.state ? <Checks status={status} /> : <Unknown />}
      </Fact>
      <Fact name={say.mergeable} hint={status.mergeable === null ? say.mergeableHint : undefined}>
        <Mergeable status={status} />
      </Fact>
      <Fact name={say.freshness} wide>
        <FreshnessNote status={status} forges={forges} />
        <NextLook status={status} />
      </Fact>
    </dl>
  );
}

function Fact(props: {
  name: string;
  hint?: string | undefined;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="fact" title={props.hint} data-wide={props.wide || undefined}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Unknown({ none = false }: { none?: boolean }) {
  return <span className="unknown">{none ? words.chat.none : words.chat.unknown}</span>;
}

function Review({ status }: { status: DiffStatus }) {
  const say = words.chat;
  if ((status.reviewer_count ?? 0) === 0)
    return <span className="unknown">{say.reviewWaiting}</span>;
  const decision = status.changes_requested
    ? say.reviewChanges
    : status.approved
      ? say.reviewApproved
      : say.reviewCommented;
  return (
    <>
      <ReviewMark status={status} /> {decision}
    </>
  );
}

function Changes({ status }: { status: DiffStatus }) {
  if (status.changed_files === null && status.additions === null) return <Unknown />;
  return (
    <>
      {status.changed_files !== null && words.files(status.changed_files)}
      <LineCounts additions={status.additions} deletions={status.deletions} />
    </>
  );
}

function Checks({ status }: { status: DiffStatus }) {
  const say = words.chat;
  const states = { passed: say.checksPassed, failed: say.checksFailed, pending: say.checksPending };
  return (
    <>
      <ChecksMark status={status} /> {status.checks.state && states[status.checks.state]}
    </>
  );
}

function Mergeable({ status }: { status: DiffStatus }) {
  if (status.mergeable === null) return <Unknown />;
  return status.mergeable ? words.chat.mergeableYes : words.chat.mergeableNo;
}

function NextLook({ status }: { status: DiffStatus }) {
  const next = useTimed((nowMs) => toNextLookWords(status, nowMs));
  return status.failure?.kind === 'rate_limited' ? null : <span className="next-look">{next}</span>;
}

function isOutdated(status: DiffStatus): boolean {
  return status.failure !== null && status.refreshed_at !== null;
}
