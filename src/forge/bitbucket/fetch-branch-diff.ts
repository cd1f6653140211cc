import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { noChanges, toDiffOutcome } from '../changes.ts';
import type { Reading } from '../conditional-client.ts';
import { encode, encodePath } from '../encode.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import type { ForgeApi, Read, Unread } from '../forge-api.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { toNoDefaultBranch } from '../unanswerable.ts';
import { parseBranchHash, type RepositoryAnswer } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readChanges } from './read-changes.ts';
import type { Repositories } from './repositories.ts';

const branchReading: Reading<string> = { shape: 'bitbucket-branch/1', parse: parseBranchHash };

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  { repository: asked, branch }: { repository: RepositoryReference; branch: string },
  source: { api: ForgeApi; repositories: Repositories; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const { api, repositories, limitBytes } = source;
  const repository = await repositories.find(asked, access);
  if (repository.kind === 'unread') return repository.outcome;
  const { defaultBranch } = repository.value;
  if (defaultBranch === null) return toNoDefaultBranch(repository.value);
  if (defaultBranch === branch) return toDiffOutcome(noChanges, null, null);
  // By their commits: names with slashes cannot be told from the path they would stand in.
  const head = await readHash(repository.value, branch, api, access);
  if (head.kind === 'unread') return head.outcome;
  const base = await readHash(repository.value, defaultBranch, api, access);
  if (base.kind === 'unread') return base.outcome;
  const url = toRepositoryApiUrl(repository.value, api);
  // The changes first: the other way round than git. `topic` is git's three dots.
  const compared = `${encode(head.value)}..${encode(base.value)}?topic=true`;
  const request = {
    diffUrl: `${url}/diff/${compared}`,
    diffstatUrl: `${url}/diffstat/${compared}`,
    subject: toSubject(repository.value, branch),
    limitBytes,
  };
  return toDiffOutcome(await readChanges(request, api, access), null, head.value);
}

function readHash(
  repository: RepositoryAnswer,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<Read<string> | Unread> {
  const url = `${toRepositoryApiUrl(repository, api)}/refs/branches/${encodePath(branch)}`;
  return api.read({ url, subject: toSubject(repository, branch), reading: branchReading }, access);
}

function toSubject(repository: RepositoryAnswer, branch: string): string {
  return `the branch ${toPlainText(branch, 100)} of ${toFullName(repository)}`;
}
