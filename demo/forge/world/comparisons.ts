import { type Comparison, compareCommits, isMergeable } from '../git/compare-commits.ts';
import type { PullRequest, Repository, World } from './world.ts';

const keptComparisons = 20_000;

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
  const oldest = cache.size >= keptComparisons ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  const computed = compute();
  cache.set(key, computed);
  // A failure is not remembered: the next caller tries again.
  computed.catch(() => cache.delete(key));
  return computed;
}
