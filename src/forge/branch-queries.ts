import type { Logger } from '../platform/logger.ts';
import { catchUnexpectedErrors, toForeignPullRequest } from './client/outcomes.ts';
import { type FilePaths, findDiffOfSides, readSides, toFileDiff } from './diff/file-diff.ts';
import { fetchFileFrom, type ReadFile } from './diff/file-text.ts';
import { fetchLog, type ReadLog } from './fetch-log.ts';
import type {
  Access,
  DiffOutcome,
  DiffRequest,
  FileDiffOutcome,
  FileDiffRequest,
  Forge,
  PullRequestReference,
  RangeDiffOutcome,
  RangeDiffRequest,
  RangeFileDiffRequest,
  ReviewsOutcome,
  ReviewsRequest,
} from './forge.ts';
import { createLogCache } from './log-cache.ts';
import type { RememberedRepositories } from './lookup/repositories.ts';
import type { CommitsOutcome, DescriptionOutcome } from './pull-request-text.ts';
import type { ThreadsOutcome } from './review-threads.ts';

/** The methods of a forge that concern one branch at a time. */
type BranchQueries = Pick<
  Forge,
  | 'fetchDiff'
  | 'fetchChecks'
  | 'fetchLog'
  | 'fetchFile'
  | 'fetchFileDiff'
  | 'fetchRangeDiff'
  | 'fetchRangeFileDiff'
  | 'fetchReviews'
  | 'fetchThreads'
  | 'fetchDescription'
  | 'fetchCommits'
  | 'probeToken'
  | 'postComment'
>;

/** The dependencies that every adapter has. */
interface BranchQueryDeps {
  webBaseUrl: string;
  limitBytes: number;
  api: unknown;
  repositories: Pick<RememberedRepositories<unknown>, 'read'>;
}

/** An adapter's implementation of one method. */
type BranchQuery<Name extends keyof BranchQueries, Deps> = (
  request: Parameters<BranchQueries[Name]>[0],
  deps: Deps,
  access: Access,
) => ReturnType<BranchQueries[Name]>;

/** The same for a query about a pull request, whose URL has been parsed. */
type PullRequestQuery<Outcome, Deps> = (
  reference: PullRequestReference,
  deps: Deps,
  access: Access,
) => Promise<Outcome>;

/** What each adapter implements. */
interface BranchAdapter<Deps extends BranchQueryDeps> {
  parsePullRequestUrl: (url: string, webBaseUrl: string) => PullRequestReference | undefined;
  fetchPullRequestDiff: PullRequestQuery<DiffOutcome, Deps>;
  fetchBranchDiff: BranchQuery<'fetchDiff', Deps>;
  /** Compares two commits as it compares a branch with its base. */
  compareCommits: (request: RangeDiffRequest, deps: Deps, access: Access) => Promise<DiffOutcome>;
  fetchChecks: BranchQuery<'fetchChecks', Deps>;
  readLog: ReadLog<Deps>;
  readFile: ReadFile<Deps['api']>;
  fetchPullRequestFileDiff: (
    reference: PullRequestReference,
    paths: FilePaths,
    deps: Deps,
    access: Access,
  ) => Promise<FileDiffOutcome>;
  fetchBranchFileDiff: BranchQuery<'fetchFileDiff', Deps>;
  fetchPullRequestReviews: PullRequestQuery<ReviewsOutcome, Deps>;
  fetchPullRequestThreads: PullRequestQuery<ThreadsOutcome, Deps>;
  fetchPullRequestDescription: PullRequestQuery<DescriptionOutcome, Deps>;
  fetchPullRequestCommits: PullRequestQuery<CommitsOutcome, Deps>;
  probeToken: BranchQuery<'probeToken', Deps>;
  postComment: BranchQuery<'postComment', Deps>;
}

/** Creates the methods from an adapter. An unexpected error fails only the call it happened in. */
export function createBranchQueries<Deps extends BranchQueryDeps>(
  adapter: BranchAdapter<Deps>,
  deps: Deps,
  logger: Pick<Logger, 'error'>,
): BranchQueries {
  const logs = createLogCache();
  const guard =
    <Request, Outcome>(query: (request: Request, deps: Deps, access: Access) => Promise<Outcome>) =>
    (request: Request, access: Access) =>
      catchUnexpectedErrors(() => query(request, deps, access), access, logger);
  const aboutPullRequest = <Outcome>(query: PullRequestQuery<Outcome, Deps>) =>
    guard(async ({ pullRequestUrl }: ReviewsRequest, _, access) => {
      const reference = adapter.parsePullRequestUrl(pullRequestUrl, deps.webBaseUrl);
      return reference ? query(reference, deps, access) : toForeignPullRequest();
    });
  return {
    fetchDiff: guard((request, _, access) => fetchDiff(request, adapter, deps, access)),
    fetchChecks: guard(adapter.fetchChecks),
    fetchLog: guard((request, _, access) => fetchLog(request, adapter, logs, deps, access)),
    fetchFile: guard((request, _, access) =>
      fetchFileFrom(request, adapter.readFile, deps, access),
    ),
    fetchFileDiff: guard((request, _, access) => fetchFileDiff(request, adapter, deps, access)),
    fetchRangeDiff: guard((request, _, access) => fetchRangeDiff(request, adapter, deps, access)),
    fetchRangeFileDiff: guard((request, _, access) =>
      fetchRangeFileDiff(request, adapter, deps, access),
    ),
    fetchReviews: aboutPullRequest(adapter.fetchPullRequestReviews),
    fetchThreads: aboutPullRequest(adapter.fetchPullRequestThreads),
    fetchDescription: aboutPullRequest(adapter.fetchPullRequestDescription),
    fetchCommits: aboutPullRequest(adapter.fetchPullRequestCommits),
    probeToken: guard(adapter.probeToken),
    postComment: guard(adapter.postComment),
  };
}

/** The diff of the pull request, or of the branch where there is none. */
async function fetchDiff<Deps extends BranchQueryDeps>(
  request: DiffRequest,
  adapter: BranchAdapter<Deps>,
  deps: Deps,
  access: Access,
): Promise<DiffOutcome> {
  const { pullRequestUrl } = request;
  if (pullRequestUrl === undefined) return adapter.fetchBranchDiff(request, deps, access);
  const reference = adapter.parsePullRequestUrl(pullRequestUrl, deps.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  return adapter.fetchPullRequestDiff(reference, deps, access);
}

async function fetchFileDiff<Deps extends BranchQueryDeps>(
  request: FileDiffRequest,
  adapter: BranchAdapter<Deps>,
  deps: Deps,
  access: Access,
): Promise<FileDiffOutcome> {
  const { pullRequestUrl } = request;
  if (pullRequestUrl === undefined) return adapter.fetchBranchFileDiff(request, deps, access);
  const reference = adapter.parsePullRequestUrl(pullRequestUrl, deps.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  return adapter.fetchPullRequestFileDiff(reference, request, deps, access);
}

async function fetchRangeDiff<Deps extends BranchQueryDeps>(
  request: RangeDiffRequest,
  adapter: Pick<BranchAdapter<Deps>, 'compareCommits'>,
  deps: Deps,
  access: Access,
): Promise<RangeDiffOutcome> {
  const outcome = await adapter.compareCommits(request, deps, access);
  if (outcome.kind !== 'failed' || outcome.failure.kind !== 'not_found') return outcome;
  // Without access to the repository the token gets the same 404 (S9).
  const repository = await deps.repositories.read(request.repository, access);
  return repository.kind === 'unread' ? repository.outcome : { kind: 'no_commits' };
}

/** Forges compare whole commits, so both sides of the file are read. */
async function fetchRangeFileDiff<Deps extends BranchQueryDeps>(
  { repository, from: baseSha, to: headSha, ...paths }: RangeFileDiffRequest,
  { readFile }: Pick<BranchAdapter<Deps>, 'readFile'>,
  deps: Deps,
  access: Access,
): Promise<FileDiffOutcome> {
  const sides = await readSides(paths, { baseSha, headSha }, (ref, path) =>
    readFile({ repository, ref, path }, deps.api, access),
  );
  if (sides.kind === 'unread') return sides.outcome;
  const found = await findDiffOfSides(paths, sides.value, deps.limitBytes);
  return found ? toFileDiff(found, headSha, deps.limitBytes) : { kind: 'no_file' };
}
