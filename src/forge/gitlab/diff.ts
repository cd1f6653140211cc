import type { Unread } from '../client/forge-api.ts';
import { toFailed, toRangeSubject } from '../client/outcomes.ts';
import {
  type Changes,
  checkFileCount,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../diff/changes.ts';
import type {
  Access,
  DiffOutcome,
  DiffRequest,
  PullRequestReference,
  RangeDiffRequest,
} from '../forge.ts';
import type { PullRequestAnswer } from './answers.ts';
import { listChangedFiles, toChanges } from './changed-files.ts';
import { type CompareDeps, type Comparison, compareBranch, readComparison } from './compare.ts';
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
  const changes = await readChanges(reference, read.value, deps, access);
  const pageUrl = toPageUrl(read.value, reference, deps.webBaseUrl);
  return toDiffOutcome(changes, pageUrl, read.value.headSha);
}

/** `changesCount` is a number as text, or `1000+` above that. */
function parseChangesCount({ changesCount }: PullRequestAnswer) {
  const [, number, more] = /^(\d{1,9})(\+?)$/.exec(changesCount ?? '') ?? [];
  return { count: number === undefined ? null : Number(number), isAtLeast: more === '+' };
}

async function readChanges(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<Changes | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}/raw_diffs`;
  const subject = `the diff of ${toSubject(reference)}`;
  const raw = await api.readText({ url, subject, accept: 'text/plain', limitBytes }, access);
  const { count, isAtLeast } = parseChangesCount(answer);
  const whole = raw.kind === 'text' ? await toWholeChanges(raw.text) : undefined;
  const isUncompared = count === null && answer.headSha === null;
  // An empty diff may be one that GitLab has not prepared.
  const fewest = count ?? (isUncompared ? 1 : 0);
  if (whole && whole.files.length >= fewest) return whole;
  // `raw_diffs` does not exist before 17.9, and fails while GitLab prepares the changes.
  if (raw.kind === 'unread' && !mayBeListed(raw)) return raw;
  const listed = await listChangedFiles(reference, api, access);
  if (listed.kind === 'unread') return listed;
  const incomplete =
    listed.value.incomplete || (isAtLeast && listed.value.files.length <= (count ?? 0));
  const changes = await toChanges({ ...listed.value, incomplete }, limitBytes);
  const isLonger = (whole?.files.length ?? 0) > changes.files.length;
  const fullest = whole && isLonger ? whole : changes;
  const shown =
    raw.kind === 'too_large' ? toTruncatedChanges(fullest.files, fullest.filesAtLeast) : fullest;
  return isUncompared && shown.files.length === 0
    ? failUncompared(reference)
    : checkFileCount(shown, count, toSubject(reference));
}

function failUncompared(reference: PullRequestReference): Unread {
  const message =
    `GitLab has not compared the branches of ${toSubject(reference)} yet. ` +
    'Try again in a few seconds.';
  return { kind: 'unread', status: undefined, outcome: toFailed('unavailable', message) };
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
  const { headSha, subject } = compared.value;
  return buildOutcome(compared.value, headSha, subject, deps.limitBytes);
}

/** What one commit changed since it left another one. */
export async function compareCommits(
  request: RangeDiffRequest,
  { api, repositories, limitBytes }: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const found = await repositories.find(request.repository, access);
  if (found.kind === 'unread') return found.outcome;
  const subject = toRangeSubject(request);
  const compared = await readComparison(
    { ...request, repository: found.value },
    subject,
    api,
    access,
  );
  if (compared.kind === 'unread') return compared.outcome;
  return buildOutcome(compared.value, request.to, subject, limitBytes);
}

async function buildOutcome(
  { files, timedOut }: Comparison,
  headSha: string | null,
  subject: string,
  limitBytes: number,
): Promise<DiffOutcome> {
  if (timedOut) return toTimedOut(subject);
  return toDiffOutcome(await toChanges({ files, incomplete: false }, limitBytes), null, headSha);
}

function toTimedOut(subject: string): DiffOutcome {
  const message = `GitLab gave up comparing ${subject}: too much changed.`;
  return toFailed('timed_out', `${message} Open a merge request to see its changes.`);
}
