import type { CommitList } from '../../../../src/contract/pull-request-text.ts';
import type { CommitRange } from '../../api/diffs.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';

const fullId = /^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

/** The commits that the address limits the diff to; undefined for the whole diff. */
export function parseCommitRange({
  from,
  to,
}: Pick<Search, 'from' | 'to'>): CommitRange | undefined {
  if (!fullId.test(from) || !fullId.test(to)) return undefined;
  return { from: from.toLowerCase(), to: to.toLowerCase() };
}

/** The diff of the same chat with another range of commits, or the whole one. Its lines are other ones. */
export function toRangeHref(search: Search, range: CommitRange | undefined): string {
  const { from, to } = range ?? { from: '', to: '' };
  return toHref(location.pathname, {
    ...search,
    from,
    to,
    view: '',
    check: '',
    line: '',
    commit: '',
  });
}

/** What the commits of a pull request say about a commit that the reader saw as its head. */
export type SinceSeen =
  | { kind: 'commits'; count: number }
  /** The pull request no longer contains it. */
  | { kind: 'rewritten' }
  | { kind: 'unknown' };

export function countSince(list: CommitList | undefined, seen: string): SinceSeen {
  if (!list) return { kind: 'unknown' };
  const at = list.commits.findIndex(({ sha }) => sha.toLowerCase() === seen.toLowerCase());
  if (list.commits_truncated || list.commits.length === 0) return { kind: 'unknown' };
  if (at === -1) return { kind: 'rewritten' };
  return { kind: 'commits', count: list.commits.length - at - 1 };
}

export function toShortSha(sha: string): string {
  return sha.slice(0, 7);
}
