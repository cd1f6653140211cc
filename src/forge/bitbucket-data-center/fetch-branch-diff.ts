import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { toBranchRef } from '../branch-ref.ts';
import { noChanges, toDiffOutcome } from '../changes.ts';
import type { Reading } from '../conditional-client.ts';
import { encode } from '../encode.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import type { ForgeApi } from '../forge-api.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { parseFirstCommit } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readDefaultBranch } from './default-branch.ts';
import { readChanges } from './read-changes.ts';

const commitReading: Reading<string> = { shape: 'first-commit/1', parse: parseFirstCommit };

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  { repository, branch }: { repository: RepositoryReference; branch: string },
  { api, limitBytes }: { api: ForgeApi; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const byDefault = await readDefaultBranch(repository, api, access);
  if (byDefault.kind === 'unread') return byDefault.outcome;
  if (byDefault.value === branch) return toDiffOutcome(noChanges, null, null);
  const headSha = await findHeadSha(repository, branch, api, access);
  const url = `${toRepositoryApiUrl(repository, api)}/compare`;
  // Bitbucket compares with the commit that both have in common.
  const refs = `from=${encode(toBranchRef(branch))}&to=${encode(toBranchRef(byDefault.value))}`;
  const request = {
    textUrl: undefined,
    diffUrl: `${url}/diff?${refs}&`,
    filesUrl: `${url}/changes?${refs}`,
    subject: toSubject(repository, branch),
    limitBytes,
  };
  return toDiffOutcome(await readChanges(request, api, access), null, headSha);
}

/** Null when it cannot be told: the diff itself does not depend on it. */
async function findHeadSha(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${toRepositoryApiUrl(repository, api)}/commits?until=${encode(toBranchRef(branch))}&limit=1`;
  const subject = toSubject(repository, branch);
  const answer = await api.read({ url, subject, reading: commitReading }, access);
  return answer.kind === 'read' ? answer.value : null;
}

function toSubject(repository: RepositoryReference, branch: string): string {
  return `the branch ${toPlainText(branch, 100)} of ${toFullName(repository)}`;
}
