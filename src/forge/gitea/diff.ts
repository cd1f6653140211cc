import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import { listAll } from '../client/paged-list.ts';
import {
  type Changes,
  isDiff,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../diff/changes.ts';
import type { Access, DiffFile, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import { findCount, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { findNextPage, pageSize } from './api.ts';
import { type BranchDiffSource, fetchBranchDiff } from './compare.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface GiteaDiffSource extends BranchDiffSource {
  webBaseUrl: string;
}

const mostFilePages = 60;
const filesReading: Reading<DiffFile[]> = {
  shape: 'files/1',
  parse: (body) => parseList(body ?? undefined, parseFile),
  findNextUrl: findNextPage,
  isCovered: () => false,
};

/** The diff of the pull request, or of the branch since it left the default branch. */
export async function fetchDiff(
  request: DiffRequest,
  source: GiteaDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  if (request.pullRequestUrl === undefined) return fetchBranchDiff(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  // The head first: after a push in between, a diff newer than its head is read again, not missed.
  const read = await readPullRequest(reference, source.api, access);
  if (read.kind === 'unread') return read.outcome;
  const changes = await readChanges(reference, source, access);
  const pageUrl = toPageUrl(read.value, reference, source.webBaseUrl);
  return toDiffOutcome(changes, pageUrl, read.value.head.sha);
}

async function readChanges(
  reference: PullRequestReference,
  source: GiteaDiffSource,
  access: Access,
): Promise<Changes | Unread> {
  const answer = await readWholeDiff(reference, source, access);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'text':
      return toWholeChanges(answer.text);
    case 'too_large':
      return listFiles(reference, source.api, access);
  }
}

/** As git prints it. */
export async function readWholeDiff(
  reference: PullRequestReference,
  { api, limitBytes }: GiteaDiffSource,
  access: Access,
): Promise<{ kind: 'text'; text: string } | { kind: 'too_large' } | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}.diff`;
  const subject = `the diff of ${toSubject(reference)}`;
  const answer = await api.readText({ url, subject, accept: 'text/plain', limitBytes }, access);
  return answer.kind === 'text' && !isDiff(answer.text) ? toMalformed(subject) : answer;
}

function toMalformed(subject: string): Unread {
  const message = `What came for ${subject} is no diff.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

async function listFiles(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}/files?limit=${pageSize}`;
  const subject = `the files of ${toSubject(reference)}`;
  const request = { url, subject, reading: filesReading };
  const files = await listAll(api, request, mostFilePages, access);
  return files.kind === 'read' ? toTruncatedChanges(files.value) : files;
}

const statuses: Record<string, DiffFile['status']> = {
  added: 'added',
  deleted: 'deleted',
  renamed: 'renamed',
  copied: 'copied',
  // Gitea calls so what others call modified, and what has no changed line "unchanged".
  changed: 'modified',
  unchanged: 'changed',
};

export function parseFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const path = findText(fields, 'filename');
  const status = statuses[findText(fields, 'status') ?? ''];
  if (path === undefined || !status) return undefined;
  const additions = findCount(fields, 'additions') ?? 0;
  const deletions = findCount(fields, 'deletions') ?? 0;
  const previousPath = findText(fields, 'previous_filename') || null;
  return { path, previousPath, status, additions, deletions, binary: false };
}
