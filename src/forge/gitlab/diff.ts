import type { Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import {
  type Changes,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../diff/changes.ts';
import type { Access, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import { listChangedFiles, toChanges } from './changed-files.ts';
import { type CompareDeps, compareBranch } from './compare.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

export interface DiffDeps extends CompareDeps {
  webBaseUrl: string;
  limitBytes: number;
}

export async function fetchPullRequestDiff(
  reference: PullRequestReference,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  // The head first: if a push comes in between, the diff is newer than its head and is read again.
  const read = await readPullRequest(reference, deps.api, access);
  if (read.kind === 'unread') return read.outcome;
  const changes = await readChanges(reference, deps, access);
  const pageUrl = toPageUrl(read.value, reference, deps.webBaseUrl);
  return toDiffOutcome(changes, pageUrl, read.value.headSha);
}

async function readChanges(
  reference: PullRequestReference,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<Changes | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}/raw_diffs`;
  const subject = `the diff of ${toSubject(reference)}`;
  const raw = await api.readText({ url, subject, accept: 'text/plain', limitBytes }, access);
  if (raw.kind === 'text') return toWholeChanges(raw.text);
  // `raw_diffs` does not exist before 17.9, and fails while GitLab prepares the changes.
  if (raw.kind === 'unread' && !mayBeListed(raw)) return raw;
  const listed = await listChangedFiles(reference, api, access);
  if (listed.kind === 'unread') return listed;
  const changes = await toChanges(listed.value, limitBytes);
  return raw.kind === 'too_large' ? toTruncatedChanges(changes.files) : changes;
}

function mayBeListed({ status, outcome }: Unread): boolean {
  const isRefused = status === undefined || status === 401 || status === 403;
  return !isRefused && outcome.kind !== 'rate_limited';
}

export async function fetchBranchDiff(
  request: DiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const { files, headSha, timedOut, subject } = compared.value;
  if (timedOut) return toTimedOut(subject);
  const changes = await toChanges({ files, incomplete: false }, deps.limitBytes);
  return toDiffOutcome(changes, null, headSha);
}

function toTimedOut(subject: string): DiffOutcome {
  const message = `GitLab gave up comparing ${subject} with the default branch: it changed too much.`;
  return toFailed('timed_out', `${message} Open a merge request to see its changes.`);
}
