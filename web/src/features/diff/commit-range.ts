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

/** The same chat with another range of commits, or with the whole diff. Its lines are other ones. */
export function toRangeHref(search: Search, range: CommitRange | undefined): string {
  const { from, to } = range ?? { from: '', to: '' };
  return toHref(location.pathname, { ...search, from, to, line: '', commit: '' });
}

export function toShortSha(sha: string): string {
  return sha.slice(0, 7);
}
