import { findMergeBase, listCommits, readDiff } from '../git/read-commits.ts';
import { type Answer, toDiff, toJson, toProblem } from '../http/answer.ts';
import type { Call } from '../http/router.ts';
import { findComparison } from '../world/comparisons.ts';
import { toFullName } from '../world/repositories.ts';
import type { Repository, World } from '../world/world.ts';
import { listFilesJson, mostComparedFiles } from './list-files.ts';
import { toApiUrl } from './to-account.ts';
import { getCommitJson, toCommitJson } from './to-commit.ts';
import { wantsDiff } from './wants-diff.ts';

const mostDiffLines = 20_000;
const mostCommits = 250;

/** Answers what head changed since it left base, as JSON or as a diff. */
export async function answerComparison(
  world: World,
  call: Call,
  repository: Repository,
  base: string,
  head: string,
): Promise<Answer> {
  const { directory } = repository;
  if (wantsDiff(call.accept)) return toDiffAnswer(await readDiff(directory, base, head));
  const comparison = await findComparison(world, repository, base, head);
  const mergeBase = await findMergeBase(directory, base, head);
  if (comparison === undefined || mergeBase === undefined) {
    return toProblem(404, `No common ancestor between ${base} and ${head}.`);
  }
  const { ahead, behind } = comparison;
  const commits = await listCommits(directory, `${base}..${head}`, mostCommits);
  return toJson({
    url: toApiUrl(world, call.path),
    html_url: `${world.webBaseUrl}/${toFullName(repository)}/compare/${base}...${head}`,
    base_commit: await getCommitJson(world, repository, base),
    merge_base_commit: await getCommitJson(world, repository, mergeBase),
    status: toComparisonStatus(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => toCommitJson(world, repository, commit)),
    // GitHub tells the files once, with the first page of the commits.
    ...(isFirstPage(call) && {
      files: await listFilesJson(world, repository, { base, head }, mostComparedFiles),
    }),
  });
}

function toDiffAnswer(diff: Buffer): Answer {
  let lines = 0;
  for (let at = diff.indexOf(10); at !== -1; at = diff.indexOf(10, at + 1)) lines += 1;
  if (lines <= mostDiffLines) return toDiff(diff);
  const message = `Sorry, the diff exceeded the maximum number of lines (${mostDiffLines})`;
  const errors = [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }];
  return toJson({ message, errors, documentation_url: 'https://docs.github.com/rest' }, 406);
}

function isFirstPage({ query }: Call): boolean {
  return (Number(query.get('page')) || 1) === 1;
}

function toComparisonStatus(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}
