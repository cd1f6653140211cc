import { parsePatch } from 'diff';
import { type Comparison, compareCommits, isMergeable } from '../git/compare-commits.ts';
import { isAncestor, readDiff } from '../git/read-commits.ts';
import type { PullRequest, Repository } from './records.ts';
import type { World } from './world.ts';

const maxComparisons = 20_000;

/** The comparison of two commits, cached because commits never change. */
export function findComparison(
  world: World,
  repository: Repository,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const key = `${repository.id} ${base} ${head}`;
  return cached(world.comparisons, key, () => compareCommits(repository.directory, base, head));
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

/** Whether a pull request merges cleanly into the current base branch; null when that is unknown. */
export async function getMergeability(
  world: World,
  pullRequest: PullRequest,
): Promise<boolean | null> {
  if (pullRequest.mergeable !== 'computed') return pullRequest.mergeable;
  if (pullRequest.state === 'closed') return null;
  const { repository, headSha, baseBranch, baseSha } = pullRequest;
  const base = repository.branches.get(baseBranch) ?? baseSha;
  const key = `${repository.id} ${base} ${headSha}`;
  return cached(world.mergeability, key, () => isMergeable(repository.directory, base, headSha));
}

function cached<T>(
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
  // Failures are not cached.
  computed.catch(() => cache.delete(key));
  return computed;
}

/** The place of a comment: a line on one side of the diff, or a range that ends there. */
export interface CommentPlace {
  path: string;
  side: 'LEFT' | 'RIGHT';
  line: number;
  startLine: number | null;
}

/** The hunk of the diff up to the commented line; undefined if the diff does not show that line. */
export async function findHunk(
  pullRequest: PullRequest,
  commit: string,
  place: CommentPlace,
): Promise<string | undefined> {
  const { repository, baseSha } = pullRequest;
  const diff = await readDiff(repository.directory, baseSha, commit);
  const { path, side, line, startLine } = place;
  // A comment on either side uses the current name of the file.
  const file = parsePatch(diff.toString()).find(
    ({ oldFileName, newFileName }) => pickName(oldFileName, newFileName) === path,
  );
  for (const { oldStart, oldLines, newStart, newLines, lines } of file?.hunks ?? []) {
    const [start, count] = side === 'LEFT' ? [oldStart, oldLines] : [newStart, newLines];
    const isShown = (at: number) => at >= start && at < start + count;
    if (!isShown(line) || !isShown(startLine ?? line)) continue;
    const head = `@@ -${formatRange(oldStart, oldLines)} +${formatRange(newStart, newLines)} @@`;
    return [head, ...takeUntil(lines, side, line - start)].join('\n');
  }
  return undefined;
}

/** Whether a commit belongs to the pull request. */
export async function isInPullRequest(
  { repository, baseSha, headSha }: PullRequest,
  commit: string,
): Promise<boolean> {
  if (commit === headSha) return true;
  if (!/^[0-9a-f]{40}$/.test(commit)) return false;
  const { directory } = repository;
  const isInBase = await isAncestor(directory, commit, baseSha);
  return !isInBase && (await isAncestor(directory, commit, headSha));
}

/** For an empty side git writes the preceding line, the parser the following one. */
function formatRange(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function pickName(before: string | undefined, after: string | undefined): string | undefined {
  return (after === '/dev/null' ? before : after)?.slice('b/'.length);
}

/** The lines of a hunk up to the one that is `offset` lines of the given side below its first. */
function takeUntil(lines: readonly string[], side: CommentPlace['side'], offset: number): string[] {
  const other = side === 'LEFT' ? '+' : '-';
  let left = offset;
  const end = lines.findIndex((line) => {
    if (line.startsWith(other) || line.startsWith('\\')) return false;
    left -= 1;
    return left < 0;
  });
  return lines.slice(0, end + 1);
}
