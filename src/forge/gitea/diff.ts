import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { toFailed } from '../client/outcomes.ts';
import {
  type Changes,
  checkFileCount,
  isDiff,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../diff/changes.ts';
import type {
  Access,
  DiffFile,
  DiffOutcome,
  DiffRequest,
  PullRequestReference,
  RangeDiffRequest,
} from '../forge.ts';
import { findCount, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { findNextPage, pageSize } from './api.ts';
import { buildDiff, toTouchedFile } from './build-diff.ts';
import {
  type CompareDeps,
  type ComparedBranch,
  compareBranch,
  compareTwoCommits,
  readComparedText,
  readComparison,
} from './compare.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

export interface DiffDeps extends CompareDeps {
  webBaseUrl: string;
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
  const checked = checkFileCount(changes, read.value.changedFiles, toSubject(reference));
  const pageUrl = toPageUrl(read.value, reference, deps.webBaseUrl);
  return toDiffOutcome(checked, pageUrl, read.value.head.sha);
}

async function readChanges(
  reference: PullRequestReference,
  deps: DiffDeps,
  access: Access,
): Promise<Changes | Unread> {
  const answer = await readWholeDiff(reference, deps, access);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'text':
      return toWholeChanges(answer.text);
    case 'too_large':
      return listFiles(reference, deps.api, access);
  }
}

export async function readWholeDiff(
  reference: PullRequestReference,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<{ kind: 'text'; text: string } | { kind: 'too_large' } | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}.diff`;
  const subject = `the diff of ${toSubject(reference)}`;
  const answer = await api.readText({ url, subject, accept: 'text/plain', limitBytes }, access);
  return answer.kind === 'text' && !isDiff(answer.text) ? toMalformed(subject) : answer;
}

function toMalformed(subject: string): Unread {
  const message = `The response for ${subject} is not a diff.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

const mostFilePages = 60;
const filesReading: Reading<DiffFile[]> = {
  shape: 'files/1',
  parse: (body) => parseList(body ?? undefined, parseFile),
  findNextUrl: findNextPage,
  isCovered: () => false,
};

async function listFiles(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}/files?limit=${pageSize}`;
  const subject = `the files of ${toSubject(reference)}`;
  const request = { url, subject, reading: filesReading };
  const files = await listPages(api, request, mostFilePages, access);
  return files.kind === 'read' ? toTruncatedChanges(files.value, !files.isComplete) : files;
}

const statuses = new Map<string, DiffFile['status']>([
  ['added', 'added'],
  ['deleted', 'deleted'],
  ['renamed', 'renamed'],
  ['copied', 'copied'],
  // Gitea calls a modified file `changed`, and one without changed lines `unchanged`.
  ['changed', 'modified'],
  ['unchanged', 'changed'],
]);

export function parseFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const path = findText(fields, 'filename');
  const status = statuses.get(findText(fields, 'status') ?? '');
  if (path === undefined || !status) return undefined;
  const additions = findCount(fields, 'additions') ?? 0;
  const deletions = findCount(fields, 'deletions') ?? 0;
  const previousPath = findText(fields, 'previous_filename') || null;
  return { path, previousPath, status, additions, deletions, binary: false };
}

export async function fetchBranchDiff(
  request: DiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const changes = await readBranchChanges(compared.value, deps, access);
  return toDiffOutcome(changes, null, compared.value.headSha);
}

/** What one commit changed since it left another one. */
export async function compareCommits(
  request: RangeDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareTwoCommits(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  return toDiffOutcome(await readBranchChanges(compared.value, deps, access), null, request.to);
}

async function readBranchChanges(
  compared: ComparedBranch,
  deps: DiffDeps,
  access: Access,
): Promise<Changes | Unread> {
  const text = await readComparedText(compared, deps, access);
  switch (text.kind) {
    case 'unread':
      return text;
    case 'diff':
      return toWholeChanges(text.diff);
    case 'commits':
      return buildDiff(compared.repository, text.comparison, deps, access);
    case 'empty':
      return noChanges;
    case 'too_large':
      return listTouchedFiles(compared, deps.api, access);
  }
}

async function listTouchedFiles(
  compared: ComparedBranch,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const comparison = await readComparison(compared, api, access);
  if (comparison.kind === 'unread') return comparison;
  if (comparison.value.headSha === null) return noChanges;
  return toTruncatedChanges(comparison.value.paths.map(toTouchedFile));
}
