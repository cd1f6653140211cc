import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { encode, isCommitSha } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { readPages, toListReading, toRepositoryApiUrl } from './api.ts';
import { filesPageSize, filesReading } from './changes.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

export type Commits = Pick<PullRequest, 'commits' | 'headSha'>;

export type Counts = Pick<
  PullRequest,
  'additions' | 'deletions' | 'changedFiles' | 'countsAtLeast'
>;

export const noCounts: Counts = {
  additions: null,
  deletions: null,
  changedFiles: null,
  countsAtLeast: false,
};

const pageSize = 100;
const mostPages = 5;
const mostFilePages = 4;

const hashesReading = {
  ...toListReading('bitbucket-hashes/1', (entry) => findText(toFields(entry), 'hash')),
  isCovered: () => false,
};

const commitReading: Reading<string> = {
  shape: 'bitbucket-commit/1',
  parse: (body) => findText(toFields(body), 'hash'),
};

/** The number of commits, and the full hash of the head, which a pull request abbreviates. */
export async function readCommits(
  reference: PullRequestReference,
  { source: { hash } }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Commits>> {
  const url = `${toPullRequestApiUrl(reference, api)}/commits?pagelen=${pageSize}`;
  const subject = `the commits of ${toSubject(reference)}`;
  const first = { url: `${url}&fields=next,values.hash`, subject, reading: hashesReading };
  const listed = await readPages(api, first, { mostPages }, access);
  if (isRateLimited(listed)) return listed;
  const hashes = listed.kind === 'read' ? listed.value : [];
  const commits = listed.kind === 'read' && listed.isComplete ? hashes.length : null;
  if (hash === null || isCommitSha(hash))
    return { kind: 'read', value: { commits, headSha: hash } };
  const found = hashes.find((one) => isCommitSha(one) && one.startsWith(hash));
  if (found) return { kind: 'read', value: { commits, headSha: found } };
  const head = await readHash(reference, hash, api, access);
  return head.kind === 'unread' ? head : { kind: 'read', value: { commits, headSha: head.value } };
}

async function readHash(
  reference: PullRequestReference,
  hash: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const repositoryUrl = toRepositoryApiUrl(reference.repository, api);
  const url = `${repositoryUrl}/commit/${encode(hash)}?fields=hash`;
  const subject = `the last commit of ${toSubject(reference)}`;
  const response = await api.read({ url, subject, reading: commitReading }, access);
  // Bitbucket no longer knows the commits of a deleted branch, so the hash stays abbreviated.
  if (response.kind === 'unread' && response.status === 404) return { kind: 'read', value: hash };
  return response;
}

export async function readCounts(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Counts>> {
  const url = `${toPullRequestApiUrl(reference, api)}/diffstat?pagelen=${filesPageSize}`;
  const subject = `the files of ${toSubject(reference)}`;
  const first = { url, subject, reading: filesReading };
  const files = await readPages(api, first, { mostPages: mostFilePages }, access);
  if (files.kind === 'unread') return files;
  const value = {
    additions: files.value.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.value.reduce((sum, { deletions }) => sum + deletions, 0),
    changedFiles: files.value.length,
    countsAtLeast: !files.isComplete,
  };
  return { kind: 'read', value };
}
