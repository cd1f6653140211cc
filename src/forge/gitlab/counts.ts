import type { PullRequest } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { createMemory } from '../lookup/repositories.ts';
import { findCount, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findNextPage, isPageCovered, pageSize } from './api.ts';
import { listPieces, type Pieces, toDiffFile } from './changed-files.ts';
import type { Graphql } from './graphql.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** What a merge request changes, counted. */
export interface Counts {
  additions: number;
  deletions: number;
  /** Null when not told. */
  files: number | null;
  commits: number | null;
  /** Not everything was counted. */
  atLeast: boolean;
}

type ToldCounts = Pick<
  PullRequest,
  'additions' | 'deletions' | 'changedFiles' | 'commits' | 'countsAtLeast'
>;

/** `changes_count` is a number as text, and `1000+` beyond that. */
export function toCounts(counts: Counts | null, changesCount: string | null): ToldCounts {
  const [, number, more] = /^(\d{1,9})(\+?)$/.exec(changesCount ?? '') ?? [];
  const listed = number === undefined ? null : Number(number);
  const files = counts?.files ?? null;
  return {
    additions: counts?.additions ?? null,
    deletions: counts?.deletions ?? null,
    changedFiles: files ?? listed,
    commits: counts?.commits ?? null,
    countsAtLeast: (counts?.atLeast ?? false) || (files === null && more === '+'),
  };
}

const mostCommitPages = 10;
const commitsReading: Reading<string[]> = {
  shape: 'commits/1',
  parse: (body) => parseList(body, (commit) => findText(toFields(commit), 'id')),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

const countsQuery = `query AfterpushCounts($path: ID!, $number: String!) {
  project(fullPath: $path) {
    mergeRequest(iid: $number) {
      diffHeadSha
      commitCount
      diffStatsSummary { additions deletions fileCount }
    }
  }
}`;

/** Counts by GraphQL, which has them; else by adding up the changes themselves. */
export async function readCounts(
  reference: PullRequestReference,
  answer: Pick<PullRequestAnswer, 'headSha'>,
  { api, graphql }: { api: ForgeApi; graphql: Graphql },
  access: Access,
): Promise<MaybeRead<Counts>> {
  const variables = { path: toFullName(reference.repository), number: String(reference.number) };
  const subject = `the counts of ${toSubject(reference)}`;
  const asked = await graphql.ask({ query: countsQuery, variables, subject }, access);
  if (asked.kind === 'unread') return asked;
  if (asked.kind === 'read' && asked.errorPaths.length === 0) {
    const node = findFields(findFields(asked.data, 'project'), 'mergeRequest');
    const counts = parseCounts(node);
    const isOfHead = findText(node, 'diffHeadSha') === answer.headSha;
    if (counts && isOfHead) return { kind: 'read', value: counts };
  }
  return sumCounts(reference, api, access);
}

/** Undefined until GitLab has counted. */
export function parseCounts(node: unknown): Counts | undefined {
  const fields = toFields(node);
  const summary = findFields(fields, 'diffStatsSummary');
  const additions = findCount(summary, 'additions');
  const deletions = findCount(summary, 'deletions');
  if (additions === undefined || deletions === undefined) return undefined;
  const files = findCount(summary, 'fileCount') ?? null;
  const commits = findCount(fields, 'commitCount') ?? null;
  return { additions, deletions, files, commits, atLeast: false };
}

async function sumCounts(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Counts>> {
  const url = `${toPullRequestApiUrl(reference, api)}/commits?per_page=${pageSize}`;
  const subject = `the commits of ${toSubject(reference)}`;
  const first = { url, subject, reading: commitsReading };
  const listed = await listAll(api, first, mostCommitPages, access);
  if (isRateLimited(listed)) return listed;
  const pieces = await listPieces(reference, api, access);
  if (pieces.kind === 'unread') return pieces;
  const commits = listed.kind === 'read' ? listed.value.length : null;
  return { kind: 'read', value: { ...toSums(pieces.value), commits } };
}

function toSums({ pieces, isCut }: Pieces): Omit<Counts, 'commits'> {
  const files = pieces.map(toDiffFile);
  return {
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    // GitLab tells it itself, beyond what it lists.
    files: null,
    atLeast: isCut || pieces.some(({ isLeftOut }) => isLeftOut),
  };
}

type Subject = Pick<PullRequestAnswer, 'headSha' | 'baseSha'>;

/** Counts that were read before: they stay what they are while head and base do. */
export interface RememberedCounts {
  find(reference: PullRequestReference, of: Subject, access: Access): Counts | undefined;
  save(reference: PullRequestReference, of: Subject, counts: Counts, access: Access): void;
}

const rememberedForMs = 24 * 60 * 60_000;

export function createRememberedCounts(clock: Pick<Clock, 'now'>): RememberedCounts {
  const memory = createMemory<Counts>(rememberedForMs, clock);
  return {
    find(reference, of, access) {
      const name = findName(reference, of);
      return name === undefined ? undefined : memory.find(name, access);
    },
    save(reference, of, counts, access) {
      const name = findName(reference, of);
      if (name !== undefined) memory.save(name, access, counts);
    },
  };
}

/** Undefined while GitLab has not compared yet. */
function findName(
  { repository, number }: PullRequestReference,
  { headSha, baseSha }: Subject,
): string | undefined {
  if (headSha === null || baseSha === null) return undefined;
  return `${toFullName(repository).toLowerCase()}!${number} ${baseSha} ${headSha}`;
}
