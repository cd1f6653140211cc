import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import type { Access, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import { contextLines, readChanges } from './changes.ts';
import { compareBranch } from './compare.ts';
import { readPullRequest, toPullRequestApiUrl, toReference, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

export interface BitbucketDataCenterDiffSource {
  webBaseUrl: string;
  api: ForgeApi;
  limitBytes: number;
}

/** The diff of the pull request, or of the branch since it left the default branch. */
export async function fetchDiff(
  request: DiffRequest,
  source: BitbucketDataCenterDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  if (request.pullRequestUrl === undefined) return fetchBranchDiff(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (reference) return fetchPullRequestDiff(reference, source, access);
  return toForeignPullRequest();
}

async function fetchPullRequestDiff(
  reference: PullRequestReference,
  { webBaseUrl, api, limitBytes }: BitbucketDataCenterDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  // The head first: after a push in between, a diff newer than its head is read again, not missed.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const url = toPullRequestApiUrl(reference, api);
  const changes = await readChanges(
    {
      textUrl: `${url}.diff?${contextLines}`,
      diffUrl: `${url}/diff?`,
      filesUrl: `${url}/changes`,
      subject: `the diff of ${toSubject(reference)}`,
      limitBytes,
    },
    api,
    access,
  );
  const pageUrl = toPullRequestUrl(toReference(read.value), webBaseUrl);
  return toDiffOutcome(changes, pageUrl, read.value.head.sha);
}

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  branch: { repository: RepositoryReference; branch: string },
  { api, limitBytes }: { api: ForgeApi; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(branch, api, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const { headSha, url, refs, subject } = compared.value;
  const request = {
    textUrl: undefined,
    diffUrl: `${url}/diff?${refs}&`,
    filesUrl: `${url}/changes?${refs}`,
    subject,
    limitBytes,
  };
  return toDiffOutcome(await readChanges(request, api, access), null, headSha);
}
