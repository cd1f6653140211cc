import type { Clock } from '../../platform/clock.ts';
import { listAll, type MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { createMemory, findOrRead } from '../lookup/repositories.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, findNextByToken, toListReading } from './api.ts';
import { buildNotComparedYet, findComparedCommits, listChanges } from './compare.ts';
import { toOwnerParts } from './names.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';

/** The size of a pull request, requested once per push. */
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

export function createCounts(api: AzureDevOpsApi, clock: Pick<Clock, 'monotonic'>): Counts {
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
  const compared = findComparedCommits(answer);
  if (!compared) return buildNotComparedYet(answer);
  const changes = await listChanges(answer.repository, compared, api, access);
  if (changes.kind === 'unread') return changes;
  return { kind: 'read', value: changes.value.changes.length };
}
