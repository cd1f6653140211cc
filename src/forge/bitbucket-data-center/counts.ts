import type { PullRequest } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import {
  type ForgeApi,
  findRateLimited,
  isRateLimited,
  type MaybeRead,
  orUnknown,
} from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { rememberReads } from '../lookup/remember-reads.ts';
import { findCount, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { listChangedFiles } from './changes.ts';
import { type ChangeSet, changeSetReading } from './json-diff.ts';
import { toPullRequestApiUrl, toReference, toSubject } from './pull-requests.ts';

export type ChangeCounts = Pick<
  PullRequest,
  'additions' | 'deletions' | 'changedFiles' | 'countsAtLeast' | 'commits'
>;

/** The size of a pull request. */
export interface Counts {
  read(answer: PullRequestAnswer, access: Access): Promise<MaybeRead<ChangeCounts>>;
}

export const noCounts: ChangeCounts = {
  additions: null,
  deletions: null,
  changedFiles: null,
  countsAtLeast: false,
  commits: null,
};

const rememberedForMs = 24 * 60 * 60_000;

/** Bitbucket reports no counts. They are remembered while both branches stay unchanged. */
export function createCounts(api: ForgeApi, clock: Pick<Clock, 'monotonic'>): Counts {
  const reads = rememberReads<ChangeCounts>(rememberedForMs, clock, isComplete);
  return {
    read(answer, access) {
      const reference = toReference(answer);
      const url = toPullRequestApiUrl(reference, api);
      const key = `${url} ${answer.head.sha} ${answer.base.sha}`;
      return reads.find(key, access, () => count(url, toSubject(reference), api, access));
    },
  };
}

function isComplete({ additions, commits }: ChangeCounts): boolean {
  return additions !== null && commits !== null;
}

async function count(
  url: string,
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ChangeCounts>> {
  const [lines, commits] = await Promise.all([
    countLines(url, subject, api, access),
    countCommits(url, subject, api, access),
  ]);
  const limited = findRateLimited([lines, commits]);
  if (limited) return limited;
  const value = { ...noCounts, ...orUnknown(lines, {}), commits: orUnknown(commits, null) };
  return { kind: 'read', value };
}

async function countLines(
  url: string,
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Omit<ChangeCounts, 'commits'>>> {
  const request = {
    url: `${url}/diff?contextLines=0&withComments=false`,
    subject: `the changes of ${subject}`,
    reading: changeSetReading,
  };
  const diff = await api.read(request, access);
  if (diff.kind === 'unread') return diff;
  const counts = toLineCounts(diff.value);
  if (!diff.value.truncated) return { kind: 'read', value: counts };
  const files = await listChangedFiles(`${url}/changes`, request.subject, api, access);
  if (isRateLimited(files)) return files;
  const listed = orUnknown(files, []).length;
  return {
    kind: 'read',
    value: { ...counts, changedFiles: Math.max(listed, counts.changedFiles ?? 0) },
  };
}

function toLineCounts({ changes, truncated }: ChangeSet): Omit<ChangeCounts, 'commits'> {
  const files = changes.map(({ file }) => file);
  return {
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
    countsAtLeast: truncated,
  };
}

const mostCommits = 100;
const commitsReading: Reading<{ count: number | null }> = {
  shape: 'commit-count/1',
  parse: parseCommitCount,
};

async function countCommits(
  url: string,
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<number | null>> {
  const request = {
    url: `${url}/commits?withCounts=true&limit=${mostCommits}`,
    subject: `the commits of ${subject}`,
    reading: commitsReading,
  };
  const commits = await api.read(request, access);
  return commits.kind === 'unread' ? commits : { kind: 'read', value: commits.value.count };
}

/** Without a total, which some versions lack, one page must contain all commits. */
export function parseCommitCount(body: unknown): { count: number | null } | undefined {
  const fields = toFields(body);
  if (!Array.isArray(fields?.values)) return undefined;
  const listed = fields.isLastPage === true ? fields.values.length : null;
  return { count: findCount(fields, 'totalCount') ?? listed };
}
