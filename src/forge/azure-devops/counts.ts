import type { PullRequest } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access } from '../forge.ts';
import { rememberReads } from '../lookup/remember-reads.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, findNextByToken, toListReading } from './api.ts';
import { buildNotComparedYet, findComparedCommits, listChanges } from './compare.ts';
import { toOwnerParts } from './names.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';

/** The size of a pull request, requested once per push. */
export interface Counts {
  countCommits(answer: PullRequestAnswer, access: Access): Promise<MaybeRead<number>>;
  countChangedFiles(answer: PullRequestAnswer, access: Access): Promise<MaybeRead<FileCount>>;
}

export type FileCount = Pick<PullRequest, 'changedFiles' | 'countsAtLeast'>;

const rememberedForMs = 24 * 60 * 60_000;
const mostPages = 10;
const reading = toListReading(
  'commits/1',
  (entry) => findText(toFields(entry), 'commitId'),
  findNextByToken,
);

export function createCounts(api: AzureDevOpsApi, clock: Pick<Clock, 'monotonic'>): Counts {
  const commits = rememberReads<number>(rememberedForMs, clock);
  const files = rememberReads<FileCount>(rememberedForMs, clock);
  return {
    countCommits(answer, access) {
      const count = () => countCommits(answer, api, access);
      const key = findKey(answer);
      return key === undefined ? count() : commits.find(key, access, count);
    },
    countChangedFiles(answer, access) {
      const count = () => countChangedFiles(answer, api, access);
      const key = findKey(answer);
      return key === undefined ? count() : files.find(key, access, count);
    },
  };
}

function findKey({ repository, number, head, baseBranch }: PullRequestAnswer): string | undefined {
  return head.sha === null ? undefined : `${repository.id} ${number} ${head.sha} ${baseBranch}`;
}

async function countCommits(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<number>> {
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toUrl(organization, `${toPullRequestPath(answer)}/commits`, { $top: '1000' });
  const subject = `the commits of ${toSubject(answer)}`;
  const commits = await listAll(api, { url, subject, reading }, mostPages, access);
  return commits.kind === 'unread' ? commits : { kind: 'read', value: commits.value.length };
}

async function countChangedFiles(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<FileCount>> {
  const compared = findComparedCommits(answer);
  if (!compared) return buildNotComparedYet(answer);
  const changes = await listChanges(answer.repository, compared, api, access);
  if (changes.kind === 'unread') return changes;
  const { length } = changes.value.changes;
  return { kind: 'read', value: { changedFiles: length, countsAtLeast: changes.value.isCut } };
}
