import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import {
  type Changes,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../diff/changes.ts';
import type { Access, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import { listPieces, toChanges } from './changed-files.ts';
import { fetchBranchDiff } from './compare.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface GitLabDiffSource {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  limitBytes: number;
}

/** The diff of the merge request, or of the branch since it left the default branch. */
export async function fetchDiff(
  request: DiffRequest,
  source: GitLabDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  if (request.pullRequestUrl === undefined) return fetchBranchDiff(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (reference) return fetchPullRequestDiff(reference, source, access);
  return toForeignPullRequest();
}

async function fetchPullRequestDiff(
  reference: PullRequestReference,
  { webBaseUrl, api, limitBytes }: GitLabDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  // The head first: after a push in between, a diff newer than its head is read again, not missed.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const changes = await readChanges(reference, api, limitBytes, access);
  const pageUrl = toPageUrl(read.value, reference, webBaseUrl);
  return toDiffOutcome(changes, pageUrl, read.value.headSha);
}

async function readChanges(
  reference: PullRequestReference,
  api: ForgeApi,
  limitBytes: number,
  access: Access,
): Promise<Changes | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}/raw_diffs`;
  const subject = `the diff of ${toSubject(reference)}`;
  const raw = await api.readText({ url, subject, accept: 'text/plain', limitBytes }, access);
  if (raw.kind === 'text') return toWholeChanges(raw.text);
  // Before 17.9 there is none, and while GitLab prepares the changes it fails.
  if (raw.kind === 'unread' && !isAboutText(raw)) return raw;
  const listed = await listPieces(reference, api, access);
  if (listed.kind === 'unread') return listed;
  const changes = toChanges(listed.value, limitBytes);
  return raw.kind === 'too_large' ? toTruncatedChanges(changes.files) : changes;
}

function isAboutText({ status, outcome }: Unread): boolean {
  const isRefused = status === undefined || status === 401 || status === 403;
  return !isRefused && outcome.kind !== 'rate_limited';
}
