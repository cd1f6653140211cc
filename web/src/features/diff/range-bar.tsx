import { XIcon } from '@primer/octicons-react';
import { useMemo } from 'react';
import type { CommitRange } from '../../api/diffs.ts';
import type { Search } from '../../shared/routing/route.ts';
import { Link, navigate } from '../../shared/routing/router.tsx';
import { useShortcuts } from '../../shared/use-shortcuts.ts';
import { messages } from '../../text/messages.ts';
import { toRangeHref, toShortSha } from './commit-range.ts';

interface SinceBarProps {
  /** The commit that the reader saw last, and the head. */
  range: CommitRange;
  search: Search;
  onDismiss: () => void;
}

/** Offers only what is new to the reader. */
export function SinceBar({ range, search, onDismiss }: SinceBarProps) {
  const href = toRangeHref(search, range);
  useRangeKey(href);
  return (
    <p className="range-bar">
      <span>{messages.diff.sinceLastLook(toShortSha(range.from))}</span>
      <Link className="text-button" href={href} aria-keyshortcuts="s">
        {messages.diff.showSince}
      </Link>
      <kbd aria-hidden="true">s</kbd>
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

function useRangeKey(href: string): void {
  useShortcuts(useMemo(() => ({ s: () => navigate(href) }), [href]));
}
