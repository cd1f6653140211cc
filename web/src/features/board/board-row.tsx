import {
  CheckCircleFillIcon,
  ChevronDownIcon,
  ChevronRightIcon,
  GitBranchIcon,
} from '@primer/octicons-react';
import { memo } from 'react';
import type { BoardLine } from '../../../../src/contract/board-entry.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { type Search, toChatHref } from '../../shared/routing/route.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { Time } from '../../ui/time.tsx';
import { ActivityNote } from '../status/activity-note.tsx';
import { FileCount, LineCounts } from '../status/change-counts.tsx';
import { ChecksBadge } from '../status/checks-badge.tsx';
import { MergeBadges } from '../status/merge-badges.tsx';
import { PullRequestBadge } from '../status/pull-request-badge.tsx';
import { ReasonIcon, ReasonText } from '../status/reason-badge.tsx';
import { ReviewSummaryBadge, ThreadsBadge } from '../status/reviews-badge.tsx';
import { formatRepository, getShortName } from './repository-names.ts';
import { toggleSelected } from './row-selection.ts';

export interface BoardRowProps {
  chatId: string;
  line: BoardLine;
  title: string;
  forges: readonly ForgeSummary[];
  /** The names that several repositories have. */
  ambiguousNames: ReadonlySet<string>;
  search: Search;
  current: boolean;
  /** Undefined if the row cannot be selected: a branch below its chat. */
  selected: boolean | undefined;
  unread: boolean;
  snoozedUntil: string | null;
  /** How many branches are folded below it. */
  folded: number;
  open: boolean;
  onToggle: (chatId: string, open: boolean) => void;
}

/** One branch. The title is the link; a click anywhere in the row opens it. */
export const BoardRow = memo(function BoardRow(props: BoardRowProps) {
  const { chatId, line, title, search, current, folded, open, onToggle } = props;
  const { status } = line;
  return (
    <>
      <RowSymbol {...props} />
      <ReasonText reason={line.reason} status={status} />
      <span className="row-title">
        <Link
          href={toChatHref(chatId, search, status)}
          data-row-link
          aria-current={current ? 'page' : undefined}
          aria-label={props.unread ? messages.inbox.unreadTitle(title) : undefined}
          title={title}
        >
          {title}
        </Link>
        {folded > 0 && (
          <FoldButton count={folded} open={open} onToggle={() => onToggle(chatId, !open)} />
        )}
      </span>
      <RepositoryName status={status} ambiguous={props.ambiguousNames} />
      <span className="row-branch" title={status?.git_branch}>
        {status && <MiddleCut text={status.git_branch} end={branchEnd} />}
      </span>
      <PullRequestBadge status={status} />
      <span className="row-reviews">
        <ReviewSummaryBadge status={status} />
        <ThreadsBadge status={status} />
      </span>
      <ChecksBadge status={status} />
      <MergeBadges status={status} />
      <LineCounts
        additions={status?.additions ?? null}
        deletions={status?.deletions ?? null}
        atLeast={status?.counts_at_least ?? false}
      />
      <FileCount status={status} />
      <EndOfRow {...props} />
    </>
  );
});

/** When the work last moved, or until when the chat is snoozed. */
function EndOfRow({ line: { status }, forges, snoozedUntil }: BoardRowProps) {
  const snoozed = useNow(
    (nowMs) => snoozedUntil !== null && isSnoozed({ snoozed_until: snoozedUntil }, nowMs),
  );
  if (snoozed && snoozedUntil !== null) return <SnoozeNote until={snoozedUntil} />;
  return status ? <ActivityNote status={status} forges={forges} /> : <span className="freshness" />;
}

function SnoozeNote({ until }: { until: string }) {
  const clock = formatClock(until, getClockMs());
  return (
    <span className="freshness">
      <Time at={until}>
        <span className="wide">{messages.snoozedUntil(clock)}</span>
        <span className="narrow">{messages.snoozedShort(clock)}</span>
      </Time>
    </span>
  );
}

/** The symbol of the reason; it selects the row. Keys have their own way. */
function RowSymbol({ chatId, line, title, selected }: BoardRowProps) {
  const icon = <ReasonIcon reason={line.reason} status={line.status} />;
  if (selected === undefined) return icon;
  return (
    <button
      type="button"
      className="row-select"
      tabIndex={-1}
      aria-pressed={selected}
      aria-label={messages.boardActions.select(title)}
      onClick={() => toggleSelected(chatId)}
    >
      {icon}
      <span className="row-check" aria-hidden="true">
        <CheckCircleFillIcon size={16} />
      </span>
    </button>
  );
}

/** Agents number their branches, so names differ at the end. */
const branchEnd = 9;

interface RepositoryNameProps {
  status: DiffStatus | null;
  ambiguous: ReadonlySet<string>;
}

/** The full remote is shown on hover. */
function RepositoryName({ status, ambiguous }: RepositoryNameProps) {
  const repository = status?.repository ?? status?.remote_origin ?? '';
  const end = getShortName(repository).length + 1;
  return (
    <span className="row-repository" title={status?.remote_origin}>
      <MiddleCut text={formatRepository(repository, ambiguous)} end={end} />
    </span>
  );
}

interface FoldButtonProps {
  count: number;
  open: boolean;
  onToggle: () => void;
}

function FoldButton({ count, open, onToggle }: FoldButtonProps) {
  return (
    <button
      type="button"
      className="fold"
      aria-expanded={open}
      aria-label={messages.branchesOfChat(count)}
      title={open ? messages.hideBranches : messages.showBranches(count)}
      onClick={onToggle}
    >
      {open ? <ChevronDownIcon size={12} /> : <ChevronRightIcon size={12} />}
      {messages.moreBranches(count)}
      <GitBranchIcon size={12} aria-hidden="true" />
    </button>
  );
}
