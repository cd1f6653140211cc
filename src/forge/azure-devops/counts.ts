import type { Clock } from '../../platform/clock.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access } from '../forge.ts';
import { createMemory, findOrRead } from '../lookup/repositories.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { listChanges } from './list-changes.ts';
import { findNextByToken, toListReading } from './pages.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';
import { toOwnerParts } from './repository-name.ts';

/** How much a pull request changes. It is asked once for each push. */
export interface Counts {
  countCommits(answer: PullRequestAnswer, access: Access): Promise<MaybeRead<number>>;
  countChangedFiles(answer: PullRequestAnswer, access: Access): Promise<MaybeRead<number>>;
}

const rememberedForMs = 24 * 60 * 60_000;
const mostPages = 10;
const reading = toListReading(
  'commits/1',
  (entry) => findText(toFields(entry), 'commitId'),
  findNextByToken,
);

export function createCounts(api: AzureDevOpsApi, clock: Pick<Clock, 'now'>): Counts {
  const memory = createMemory<number>(rememberedForMs, clock);
  const remember = (
    name: string,
    answer: PullRequestAnswer,
    access: Access,
    count: () => Promise<MaybeRead<number>>,
  ): Promise<MaybeRead<number>> => {
    const { repository, number, head, baseBranch } = answer;
    if (head.sha === null) return count();
    const key = `${name} ${repository.id} ${number} ${head.sha} ${baseBranch}`;
    return findOrRead(memory, key, access, count);
  };
  return {
    countCommits: (answer, access) =>
      remember('commits', answer, access, () => countCommits(answer, api, access)),
    countChangedFiles: (answer, access) =>
      remember('files', answer, access, () => countChangedFiles(answer, api, access)),
  };
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
): Promise<MaybeRead<number>> {
  const compared = toComparedCommits(answer);
  if (!compared) return toUncompared(answer);
  const changes = await listChanges(answer.repository, compared, api, access);
  if (changes.kind === 'unread') return changes;
  return { kind: 'read', value: changes.value.changes.length };
}

/** Undefined until Azure has looked at a new pull request. */
export function toComparedCommits({ head, baseSha }: PullRequestAnswer) {
  if (head.sha === null || baseSha === null) return undefined;
  const type = 'commit' as const;
  return { base: { type, version: baseSha }, head: { type, version: head.sha } };
}

export function toUncompared(answer: PullRequestAnswer): Unread {
  const message =
    `Azure DevOps has not said yet which commits ${toSubject(answer)} is about. ` +
    'Try again in a few seconds.';
  return { kind: 'unread', status: undefined, outcome: toFailed('unavailable', message) };
}
