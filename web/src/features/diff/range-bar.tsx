import { XIcon } from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { commitsQuery } from '../../api/branch-queries.ts';
import type { CommitRange } from '../../api/diffs.ts';
import type { Search } from '../../shared/routing/route.ts';
import { Link, navigate } from '../../shared/routing/router.tsx';
import { useShortcuts } from '../../shared/use-shortcuts.ts';
import { messages } from '../../text/messages.ts';
import { countSince, type SinceSeen, toRangeHref, toShortSha } from './commit-range.ts';

interface SinceBarProps {
  status: DiffStatus;
  /** The commit that the reader saw last, and the head. */
  range: CommitRange;
  search: Search;
  onDismiss: () => void;
}

/** Offers only what is new to the reader. */
export function SinceBar({ status, range, search, onDismiss }: SinceBarProps) {
  const { data: commits } = useQuery({ ...commitsQuery(status), enabled: status.url !== null });
  const since = countSince(commits, range.from);
  const href = since.kind === 'rewritten' ? undefined : toRangeHref(search, range);
  useRangeKey(href);
  return (
    <p className="range-bar">
      <span>{formatSince(since, toShortSha(range.from))}</span>
      {href !== undefined && (
        <>
          <Link className="text-button" href={href} aria-keyshortcuts="s">
            {messages.diff.showSince}
          </Link>
          <kbd aria-hidden="true">s</kbd>
        </>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={messages.diff.dismissSince}
        title={messages.diff.dismissSince}
        onClick={onDismiss}
      >
        <XIcon size={16} />
      </button>
    </p>
  );
}

/** Says that the diff contains only some commits, and leads back to the whole one. */
export function RangeBar({ range, search }: { range: CommitRange; search: Search }) {
  const href = toRangeHref(search, undefined);
  useRangeKey(href);
  return (
    <p className="range-bar">
      <span>{messages.diff.onlyRange(toShortSha(range.from), toShortSha(range.to))}</span>
      <Link className="text-button" href={href} aria-keyshortcuts="s">
        {messages.diff.showWhole}
      </Link>
      <kbd aria-hidden="true">s</kbd>
    </p>
  );
}

function formatSince(since: SinceSeen, seen: string): string {
  switch (since.kind) {
    case 'commits':
      return messages.diff.commitsSince(since.count, seen);
    case 'rewritten':
      return messages.diff.rewrittenSince(seen);
    case 'unknown':
      return messages.diff.newSince(seen);
  }
}

function useRangeKey(href: string | undefined): void {
  useShortcuts(
    useMemo(() => {
      const shortcuts: Record<string, () => void> = {};
      if (href !== undefined) shortcuts.s = () => navigate(href);
      return shortcuts;
    }, [href]),
  );
}
