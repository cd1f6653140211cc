import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Unread } from '../client/forge-api.ts';
import {
  type Changes,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toUncountedFile,
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
import type { NamedRepository } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import {
  buildNotComparedYet,
  type Change,
  compareBranch,
  findComparedCommits,
  type ListedChanges,
  listChanges,
} from './compare.ts';
import { readPatch, type Stop } from './patch.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';

export interface DiffDeps {
  webBaseUrl: string;
  api: AzureDevOpsApi;
  repositories: Repositories;
  limitBytes: number;
}

export async function fetchPullRequestDiff(
  reference: PullRequestReference,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const { api, webBaseUrl } = deps;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { repository, head } = read.value;
  const compared = findComparedCommits(read.value);
  if (!compared) return buildNotComparedYet(read.value).outcome;
  const listed = await listChanges(repository, compared, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const { changes, isCut } = listed.value;
  const built = await buildDiff({ repository, changes, isCut }, deps, access);
  return toDiffOutcome(built, toPageUrl(read.value, webBaseUrl), head.sha);
}

export async function fetchBranchDiff(
  request: DiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const built = await buildDiff(compared.value, deps, access);
  return toDiffOutcome(built, null, compared.value.headSha);
}

/** What one commit changed since it left another one. */
export async function compareCommits(
  { repository: requested, from, to }: RangeDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const found = await deps.repositories.find(requested, access);
  if (found.kind === 'unread') return found.outcome;
  const { value: repository } = found;
  const type = 'commit' as const;
  const compared = { base: { type, version: from }, head: { type, version: to } };
  const listed = await listChanges(repository, compared, deps.api, access);
  if (listed.kind === 'unread') return listed.outcome;
  return toDiffOutcome(await buildDiff({ ...listed.value, repository }, deps, access), null, to);
}

const filesAtOnce = 6;
const mostFiles = 300;

/** Azure returns no diff as text, so both sides of each file are read and compared here. */
async function buildDiff(
  {
    repository,
    changes,
    isCut,
  }: Pick<ListedChanges, 'changes' | 'isCut'> & {
    repository: NamedRepository;
  },
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<Changes | Unread> {
  const patches: string[] = [];
  // Most of the compared text is unchanged, so it may be several times as long as the diff.
  const left = { diffBytes: limitBytes, readBytes: 8 * limitBytes };
  const isTooMuch = isCut || changes.length > mostFiles;
  const stops: Stop[] = isTooMuch ? [{ kind: 'too_large' }] : [];
  await mapConcurrently([...changes.entries()], filesAtOnce, async ([index, change]) => {
    if (stops.length > 0) return;
    const read = await readPatch(change, repository, { api, limitBytes }, access);
    if (read.kind !== 'read') return void stops.push(read);
    patches[index] = read.patch;
    left.diffBytes -= Buffer.byteLength(read.patch);
    left.readBytes -= read.comparedLength;
    if (left.diffBytes < 0 || left.readBytes < 0) stops.push({ kind: 'too_large' });
  });
  const unread = stops.find((stop) => stop.kind === 'unread');
  if (unread) return unread;
  return stops.length > 0
    ? toTruncatedChanges(changes.map(toChangedFile), isCut)
    : toWholeChanges(patches.join(''));
}

function toChangedFile({ path, status, previousPath }: Change): DiffFile {
  return toUncountedFile(path, status, previousPath);
}
