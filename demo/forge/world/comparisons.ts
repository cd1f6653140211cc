import { parsePatch } from 'diff';
import { type Comparison, compareCommits, isMergeable } from '../git/compare-commits.ts';
import { isAncestor, readDiff } from '../git/read-commits.ts';
import type { PullRequest, Repository } from './records.ts';
import type { World } from './world.ts';

const maxComparisons = 20_000;

/** The comparison of two commits, computed once: commits never change. */
export function findComparison(
  world: World,
  repository: Repository,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const key = `${repository.id} ${base} ${head}`;
  return remember(world.comparisons, key, () => compareCommits(repository.directory, base, head));
}

/** What a pull request changes; an empty comparison when the histories are unrelated. */
export async function getPullRequestComparison(
  world: World,
  pullRequest: PullRequest,
): Promise<Comparison> {
  const { repository, baseSha, headSha } = pullRequest;
  const found = await findComparison(world, repository, baseSha, headSha);
  return found ?? { ahead: 0, behind: 0, additions: 0, deletions: 0, files: [] };
}

/** Whether a pull request merges cleanly into its base branch as it stands now. */
export async function getMergeability(
  world: World,
  pullRequest: PullRequest,
): Promise<boolean | null> {
  if (pullRequest.mergeable !== 'computed') return pullRequest.mergeable;
  if (pullRequest.state === 'closed') return null;
  const { repository, headSha, baseBranch, baseSha } = pullRequest;
  const base = repository.branches.get(baseBranch) ?? baseSha;
  const key = `${repository.id} ${base} ${headSha}`;
  return remember(world.mergeability, key, () => isMergeable(repository.directory, base, headSha));
}

function remember<T>(
  cache: Map<string, Promise<T>>,
  key: string,
  compute: () => Promise<T>,
): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const oldest = cache.size >= maxComparisons ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  const computed = compute();
  cache.set(key, computed);
  // A failure is not remembered: the next caller tries again.
  computed.catch(() => cache.delete(key));
  return computed;
}

/** Where a comment belongs: a line of one side of the diff, and perhaps the lines before it. */
export interface CommentPlace {
  path: string;
  side: 'LEFT' | 'RIGHT';
  line: number;
  startLine: number | null;
}

/** The part of the pull request's diff that ends with the line; undefined when it shows no such line. */
export async function findHunk(
  pullRequest: PullRequest,
  commit: string,
  place: CommentPlace,
): Promise<string | undefined> {
  const { repository, baseSha } = pullRequest;
  const diff = await readDiff(repository.directory, baseSha, commit);
  const { path, side, line, startLine } = place;
  // A comment on either side goes by the name that the file has today.
  const file = parsePatch(diff.toString()).find(
    ({ oldFileName, newFileName }) => toName(oldFileName, newFileName) === path,
  );
  for (const { oldStart, oldLines, newStart, newLines, lines } of file?.hunks ?? []) {
    const [start, count] = side === 'LEFT' ? [oldStart, oldLines] : [newStart, newLines];
    const isShown = (at: number) => at >= start && at < start + count;
    if (!isShown(line) || !isShown(startLine ?? line)) continue;
    const head = `@@ -${toRange(oldStart, oldLines)} +${toRange(newStart, newLines)} @@`;
    return [head, ...takeUntil(lines, side, line - start)].join('\n');
  }
  return undefined;
}

/** Whether a commit is one of the pull request's own. */
export async function isInPullRequest(
  { repository, baseSha, headSha }: PullRequest,
  commit: string,
): Promise<boolean> {
  if (commit === headSha) return true;
  if (!/^[0-9a-f]{40}$/.test(commit)) return false;
  const { directory } = repository;
  const isOfBase = await isAncestor(directory, commit, baseSha);
  return !isOfBase && (await isAncestor(directory, commit, headSha));
}

/** Git names the line before where a side has none; the parser names the one after. */
function toRange(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function toName(before: string | undefined, after: string | undefined): string | undefined {
  return (after === '/dev/null' ? before : after)?.slice('b/'.length);
}

/** The lines of a hunk up to the one that is so many lines of its side below the first. */
function takeUntil(lines: readonly string[], side: CommentPlace['side'], below: number): string[] {
  const other = side === 'LEFT' ? '+' : '-';
  let left = below;
  const end = lines.findIndex((line) => {
    if (line.startsWith(other) || line.startsWith('\\')) return false;
    left -= 1;
    return left < 0;
  });
  return lines.slice(0, end + 1);
}
