import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { useId, useMemo, useState } from 'react';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { toChecksSummary, toChecksWords, toShortChecksWords } from '../board/checks-summary.ts';
import { toNextLookWords } from '../board/freshness.ts';
import { hasChangesRequested, isApproved, toMergeability } from '../board/merge-state.ts';
import { useTimed } from '../time/clock.ts';
import { words } from '../words.ts';
import { CheckList } from './check-list.tsx';
import { ChecksRing } from './checks-ring.tsx';
import { Absent, Fact, Unknown } from './fact.tsx';
import { FreshnessNote } from './freshness-note.tsx';
import { LineCounts } from './line-counts.tsx';
import { MoreFacts } from './more-facts.tsx';
import { ReviewMark } from './review-mark.tsx';
import { useShortcuts } from './use-shortcuts.ts';

interface ChatFactsProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** What is known of the branch, and how new that is. Unknown is said, never guessed. */
export function ChatFacts({ status, forges }: ChatFactsProps) {
  const say = words.chat;
  const [checksOpen, setChecksOpen] = useState(false);
  const listId = useId();
  const hasPullRequest = status.pull_request_state !== null;
  const toggleChecks = () => setChecksOpen((open) => !open);
  useShortcuts(useMemo(() => ({ c: () => setChecksOpen((open) => !open) }), []));
  return (
    <div className="all-facts" data-outdated={isOutdated(status) || undefined}>
      <dl className="facts" aria-label={say.facts}>
        <Fact name={say.review}>{hasPullRequest ? <Review status={status} /> : <Absent />}</Fact>
        <Fact name={say.changes}>
          <Changes status={status} />
        </Fact>
        <Fact name={say.checks} hint={toChecksSummary(status.checks) ? undefined : say.checksHint}>
          {hasPullRequest ? (
            <ChecksButton
              status={status}
              open={checksOpen}
              listId={listId}
              onToggle={toggleChecks}
            />
          ) : (
            <Absent />
          )}
        </Fact>
        <MergeFact status={status} />
        <Fact name={say.freshness} wide>
          <FreshnessNote status={status} forges={forges} />
          <NextLook status={status} />
        </Fact>
      </dl>
      {hasPullRequest && <MoreFacts status={status} />}
      {hasPullRequest && checksOpen && <CheckList status={status} id={listId} />}
    </div>
  );
}

function Review({ status }: { status: DiffStatus }) {
  const decision = toReviewWords(status);
  return (
    <>
      {(status.reviewer_count ?? 0) > 0 && <ReviewMark status={status} />} {decision}
    </>
  );
}

function toReviewWords(status: DiffStatus): string {
  const say = words.chat;
  if (hasChangesRequested(status)) return say.reviewChanges;
  if (isApproved(status)) return say.reviewApproved;
  if (status.review_decision === 'review_required') return say.reviewRequired;
  if ((status.reviewer_count ?? 0) > 0) return say.reviewCommented;
  return status.review_decision === 'none' ? say.reviewOptional : say.reviewWaiting;
}

function Changes({ status }: { status: DiffStatus }) {
  const { changed_files: files, counts_at_least: atLeast } = status;
  if (files === null && status.additions === null) return <Unknown />;
  return (
    <>
      {files !== null && (atLeast ? words.filesAtLeast(files) : words.files(files))}
      <LineCounts additions={status.additions} deletions={status.deletions} atLeast={atLeast} />
    </>
  );
}

function ChecksButton(props: {
  status: DiffStatus;
  open: boolean;
  listId: string;
  onToggle: () => void;
}) {
  const { status, open, listId, onToggle } = props;
  const summary = toChecksSummary(status.checks);
  return (
    <button
      type="button"
      className="fact-button"
      aria-expanded={open}
      aria-controls={open ? listId : undefined}
      title={summary?.state ? toChecksWords(summary) : undefined}
      onClick={onToggle}
    >
      {summary?.state && <ChecksRing summary={summary} />}
      {summary ? toShortChecksWords(summary) : <Unknown />}
      <span className="unseen">{open ? words.chat.hideChecks : words.chat.showChecks}</span>
      {open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />}
    </button>
  );
}

function MergeFact({ status }: { status: DiffStatus }) {
  const say = words.chat;
  if (status.pull_request_state === null)
    return (
      <Fact name={say.merge}>
        <Absent />
      </Fact>
    );
  if (status.pull_request_state !== 'open') {
    return (
      <Fact name={say.merge}>
        <Absent>{say.notOpen}</Absent>
      </Fact>
    );
  }
  const mergeability = toMergeability(status) ?? 'unknown';
  return (
    <Fact name={say.merge} hint={say.mergeHint[mergeability]}>
      {mergeability === 'unknown' ? <Unknown /> : say.mergeability[mergeability]}
    </Fact>
  );
}

function NextLook({ status }: { status: DiffStatus }) {
  const next = useTimed((nowMs) => toNextLookWords(status, nowMs));
  return status.failure?.kind === 'rate_limited' ? null : <span className="next-look">{next}</span>;
}

function isOutdated(status: DiffStatus): boolean {
  return status.failure !== null && status.refreshed_at !== null;
}
