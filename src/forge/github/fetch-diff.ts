import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import { listAll } from '../client/paged-list.ts';
import { toDiffOutcome } from '../diff/changes.ts';
import type { Access, DiffFile, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import { parseList } from '../parsing/json-fields.ts';
import { fetchBranchDiff } from './diff.ts';
import { parseFile } from './diff-answers.ts';
import { pageSize } from './pages.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { readChanges } from './read-changes.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface GitHubDiffSource {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  limitBytes: number;
}

// GitHub lists at most 3,000 files.
const mostFilePages = 30;
const filesReading: Reading<DiffFile[]> = {
  shape: 'files/1',
  parse: (body) => parseList(body, parseFile),
  isCovered: () => false,
};

/** The diff of the pull request, or of the branch since it left the default branch. */
export async function fetchDiff(
  request: DiffRequest,
  source: GitHubDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  if (request.pullRequestUrl === undefined) return fetchBranchDiff(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (reference) return fetchPullRequestDiff(reference, source, access);
  return toForeignPullRequest();
}

async function fetchPullRequestDiff(
  reference: PullRequestReference,
  { webBaseUrl, api, limitBytes }: GitHubDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  // The head first: after a push in between, a diff newer than its head is read again, not missed.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const url = toPullRequestApiUrl(reference, api);
  const subject = `the diff of ${toSubject(reference)}`;
  const listFiles = () => {
    const first = { url: `${url}/files?per_page=${pageSize}`, subject, reading: filesReading };
    return listAll(api, first, mostFilePages, access);
  };
  const changes = await readChanges({ url, subject, limitBytes }, listFiles, api, access);
  const pageUrl = toPageUrl(read.value, reference, webBaseUrl);
  return toDiffOutcome(changes, pageUrl, read.value.head.sha);
}
