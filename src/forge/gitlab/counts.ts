import type { PullRequest } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { createMemory } from '../lookup/remember-reads.ts';
import { findCount, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findNextPage, isPageCovered, pageSize } from './api.ts';
import { type ChangedFiles, listChangedFiles, toDiffFile } from './changed-files.ts';
import type { GraphQl } from './graphql/client.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** How much a merge request changes. */
export interface Counts {
  /** Null if not reported, like the next two. */
  additions: number | null;
  deletions: number | null;
  files: number | null;
  commits: number | null;
  /** Whether some changes were not counted. */
  atLeast: boolean;
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

/** Reads the counts by GraphQL; where GraphQL has none, adds them up from the changed files. */
export async function readCounts(
  reference: PullRequestReference,
  { headSha }: Pick<PullRequestAnswer, 'headSha'>,
  { api, graphql }: { api: ForgeApi; graphql: GraphQl },
  access: Access,
): Promise<MaybeRead<Counts>> {
  const variables = { path: toFullName(reference.repository), number: String(reference.number) };
  const subject = `the counts of ${toSubject(reference)}`;
  const answer = await graphql.run({ query: countsQuery, variables, subject }, access);
  if (answer.kind === 'unread') return answer;
  if (answer.kind === 'read' && answer.errorPaths.length === 0) {
    const node = findFields(findFields(answer.data, 'project'), 'mergeRequest');
    const counts = parseCounts(node);
    const isOfHead = findText(node, 'diffHeadSha') === headSha;
    if (counts && isOfHead && isComplete(counts)) return { kind: 'read', value: counts };
  }
  return sumCounts(reference, api, access);
}

/** Undefined until GitLab has counted. What the response leaves out is null. */
export function parseCounts(node: unknown): Counts | undefined {
  const fields = toFields(node);
  if (!fields || fields.diffStatsSummary === null) return undefined;
  const summary = findFields(fields, 'diffStatsSummary');
  return {
    additions: findCount(summary, 'additions') ?? null,
    deletions: findCount(summary, 'deletions') ?? null,
    files: findCount(summary, 'fileCount') ?? null,
    commits: findCount(fields, 'commitCount') ?? null,
    atLeast: false,
  };
}

function isComplete({ additions, deletions }: Counts): boolean {
  return additions !== null && deletions !== null;
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
  const changed = await listChangedFiles(reference, api, access);
  if (changed.kind === 'unread') return changed;
  const commits = listed.kind === 'read' ? listed.value.length : null;
  return { kind: 'read', value: { ...toSums(changed.value), commits } };
}

function toSums({ files, incomplete }: ChangedFiles): Omit<Counts, 'commits'> {
  const counted = files.map(toDiffFile);
  return {
    additions: counted.reduce((sum, file) => sum + file.additions, 0),
    deletions: counted.reduce((sum, file) => sum + file.deletions, 0),
    // `changes_count` also includes the files that GitLab does not list.
    files: null,
    atLeast: incomplete || files.some(({ omitted }) => omitted),
  };
}

type CountFields = Pick<
  PullRequest,
  'additions' | 'deletions' | 'changedFiles' | 'commits' | 'countsAtLeast'
>;

/** `changesCount` is a number as text, or `1000+` above that. */
export function toCountFields(counts: Counts | null, changesCount: string | null): CountFields {
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

type Compared = Pick<PullRequestAnswer, 'headSha' | 'baseSha'>;

/** Counts that were read before. They stay valid as long as neither head nor base changes. */
export interface RememberedCounts {
  find(reference: PullRequestReference, compared: Compared, access: Access): Counts | undefined;
  save(reference: PullRequestReference, compared: Compared, counts: Counts, access: Access): void;
}

const rememberedForMs = 24 * 60 * 60_000;

export function createRememberedCounts(clock: Pick<Clock, 'monotonic'>): RememberedCounts {
  const memory = createMemory<Counts>(rememberedForMs, clock);
  return {
    find(reference, compared, access) {
      const key = findKey(reference, compared);
      return key === undefined ? undefined : memory.find(key, access);
    },
    save(reference, compared, counts, access) {
      const key = findKey(reference, compared);
      if (key !== undefined && isComplete(counts)) memory.save(key, access, counts);
    },
  };
}

/** Undefined until GitLab has compared head and base. */
function findKey(
  { repository, number }: PullRequestReference,
  { headSha, baseSha }: Compared,
): string | undefined {
  if (headSha === null || baseSha === null) return undefined;
  return `${toFullName(repository).toLowerCase()}!${number} ${baseSha} ${headSha}`;
}
