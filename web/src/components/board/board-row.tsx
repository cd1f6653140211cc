import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import type { BoardLine } from '../board/sections.ts';
import { Link } from '../routes/link.tsx';
import { words } from '../words.ts';
import { ChecksMark } from './checks-mark.tsx';
import { FreshnessNote } from './freshness-note.tsx';
import { LineCounts } from './line-counts.tsx';
import { MergeMarks } from './merge-marks.tsx';
import { PullRequestMark } from './pull-request-mark.tsx';
import { ReasonMark } from './reason-mark.tsx';
import { ReviewMark } from './review-mark.tsx';
import { ThreadsMark } from './threads-mark.tsx';

interface BoardRowProps {
  line: BoardLine;
  title: string;
  href: string;
  forges: readonly ForgeSummary[];
  current: boolean;
  changed: boolean;
  /** A further branch, folded under its chat. */
  nested?: boolean;
  fold?: { count: number; open: boolean; onToggle: () => void } | undefined;
}

/** One branch, one line. The title is the link; the whole line opens it. */
export function BoardRow(props: BoardRowProps) {
  const { line, fold } = props;
  const { status } = line;
  return (
    <li
      className="row"
      data-key={line.key}
      data-current={props.current || undefined}
      data-changed={props.changed || undefined}
      data-nested={props.nested || undefined}
      data-outdated={(status?.failure && status.refreshed_at && true) || undefined}
    >
      <ReasonMark reason={line.reason} />
      <span className="row-title">
        <Link
          href={props.href}
          data-row-link
          aria-current={props.current ? 'page' : undefined}
          title={props.title}
        >
          {props.title}
        </Link>
        {fold && <FoldButton {...fold} />}
      </span>
      <span className="row-repository" title={status?.remote_origin}>
        {toRepositoryName(status?.repository ?? status?.remote_origin)}
      </span>
      <span className="row-branch" title={status?.git_branch}>
        {status?.git_branch}
      </span>
      <PullRequestMark status={status} />
      <span className="row-reviews">
        <ReviewMark status={status} />
        <ThreadsMark status={status} />
      </span>
      <ChecksMark status={status} />
      <MergeMarks status={status} />
      <LineCounts
        additions={status?.additions ?? null}
        deletions={status?.deletions ?? null}
        atLeast={status?.counts_at_least ?? false}
      />
      {status ? (
        <FreshnessNote status={status} forges={props.forges} />
      ) : (
        <span className="freshness" />
      )}
    </li>
  );
}

function FoldButton({
  count,
  open,
  onToggle,
}: {
  count: number;
  open: boolean;
  onToggle: () => void;
}) {
  const label = open ? words.hideBranches : words.showBranches(count);
  return (
    <button
      type="button"
      className="fold"
      aria-expanded={open}
      aria-label={label}
      title={label}
      onClick={onToggle}
    >
      {open ? <ChevronDownIcon size={12} /> : <ChevronRightIcon size={12} />}
      {words.moreBranches(count)}
    </button>
  );
}

/** The last part is what tells repositories apart; the whole name is on hover. */
function toRepositoryName(repository: string | undefined): string {
  return repository?.split('/').findLast(Boolean) ?? '';
}
