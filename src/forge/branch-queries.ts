import type { Logger } from '../platform/logger.ts';
import { isolate } from './client/isolate.ts';
import { toForeignPullRequest } from './client/outcomes.ts';
import type { FilePaths } from './diff/file-diff.ts';
import { fetchFileFrom, type ReadFile } from './diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  Forge,
  PullRequestReference,
  ReviewsOutcome,
  ReviewsRequest,
} from './forge.ts';
import type { RememberedRepositories } from './lookup/repositories.ts';

/** What is asked about one branch at a time. */
type BranchAnswers = Pick<
  Forge,
  'fetchDiff' | 'fetchChecks' | 'fetchFile' | 'fetchFileDiff' | 'fetchReviews' | 'postComment'
>;

/** What all answers of an adapter are made from; each takes more of it as it needs. */
interface AnswerSource {
  webBaseUrl: string;
  api: unknown;
  repositories: Pick<RememberedRepositories<unknown>, 'read'>;
}

/** How an adapter answers one of them. */
type Answer<Name extends keyof BranchAnswers, Source> = (
  request: Parameters<BranchAnswers[Name]>[0],
  source: Source,
  access: Access,
) => ReturnType<BranchAnswers[Name]>;

/** What is different from forge to forge. */
interface BranchAdapter<Source extends AnswerSource> {
  parsePullRequestUrl: (url: string, webBaseUrl: string) => PullRequestReference | undefined;
  fetchDiff: Answer<'fetchDiff', Source>;
  fetchChecks: Answer<'fetchChecks', Source>;
  readFile: ReadFile<Source['api']>;
  fetchPullRequestFileDiff: (
    reference: PullRequestReference,
    paths: FilePaths,
    source: Source,
    access: Access,
  ) => Promise<FileDiffOutcome>;
  fetchBranchFileDiff: Answer<'fetchFileDiff', Source>;
  fetchPullRequestReviews: (
    reference: PullRequestReference,
    source: Source,
    access: Access,
  ) => Promise<ReviewsOutcome>;
  postComment: Answer<'postComment', Source>;
}

/** The answers as a forge gives them: what nobody foresaw fails one of them only. */
export function toBranchAnswers<Source extends AnswerSource>(
  adapter: BranchAdapter<Source>,
  source: Source,
  logger: Pick<Logger, 'error'>,
): BranchAnswers {
  const ask =
    <Request, Outcome>(
      answer: (request: Request, source: Source, access: Access) => Promise<Outcome>,
    ) =>
    (request: Request, access: Access) =>
      isolate(() => answer(request, source, access), access, logger);
  return {
    fetchDiff: ask(adapter.fetchDiff),
    fetchChecks: ask(adapter.fetchChecks),
    fetchFile: ask((request, _, access) =>
      fetchFileFrom(request, adapter.readFile, source, access),
    ),
    fetchFileDiff: ask((request, _, access) => fetchFileDiff(request, adapter, source, access)),
    fetchReviews: ask((request, _, access) => fetchReviews(request, adapter, source, access)),
    postComment: ask(adapter.postComment),
  };
}

/** Of the pull request, or of what the branch changed where there is none. */
async function fetchFileDiff<Source extends AnswerSource>(
  request: FileDiffRequest,
  adapter: BranchAdapter<Source>,
  source: Source,
  access: Access,
): Promise<FileDiffOutcome> {
  const { pullRequestUrl } = request;
  if (pullRequestUrl === undefined) return adapter.fetchBranchFileDiff(request, source, access);
  const reference = adapter.parsePullRequestUrl(pullRequestUrl, source.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  return adapter.fetchPullRequestFileDiff(reference, request, source, access);
}

async function fetchReviews<Source extends AnswerSource>(
  { pullRequestUrl }: ReviewsRequest,
  adapter: BranchAdapter<Source>,
  source: Source,
  access: Access,
): Promise<ReviewsOutcome> {
  const reference = adapter.parsePullRequestUrl(pullRequestUrl, source.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  return adapter.fetchPullRequestReviews(reference, source, access);
}
