import type { PullRequest } from '../../domain/diff-status.ts';

/** What a merge request changes, counted. */
export interface Counts {
  additions: number;
  deletions: number;
  /** Null when not told. */
  files: number | null;
  commits: number | null;
  /** Not everything was counted. */
  atLeast: boolean;
}

type ToldCounts = Pick<
  PullRequest,
  'additions' | 'deletions' | 'changedFiles' | 'commits' | 'countsAtLeast'
>;

/** `changes_count` is a number as text, and `1000+` beyond that. */
export function toCounts(counts: Counts | null, changesCount: string | null): ToldCounts {
  const [, number, more] = /^(\d{1,9})(\+?)$/.exec(changesCount ?? '') ?? [];
  const listed = number === undefined ? null : Number(number);
  const files = counts?.files ?? null;
  return {
    additions: counts?.additions ?? null,
    deletions: counts?.deletions ?? null,
    changedFiles: files ?? listed,
    commits: counts?.commits ?? null,
    countsAtLeast: (counts?.atLeast ?? false) || (files === null && more === '+'),
  };
}
