import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import { encode, toBranchRef } from '../parsing/text.ts';
import { parseFirstCommit } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readDefaultBranch } from './default-branch.ts';
import { readChanges } from './read-changes.ts';

const commitReading: Reading<string> = { shape: 'first-commit/1', parse: parseFirstCommit };

/** A branch beside the default branch of its own repository. */
interface Compared {
  /** Null when it cannot be told: the diff itself does not depend on it. */
  headSha: string | null;
  /** Where both are compared. */
  url: string;
  /** What is compared, as a query. */
  refs: string;
  /** The branch, in words for a person. */
  subject: string;
}

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  branch: { repository: RepositoryReference; branch: string },
  { api, limitBytes }: { api: ForgeApi; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(branch, api, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const { headSha, url, refs, subject } = compared.value;
  const request = {
    textUrl: undefined,
    diffUrl: `${url}/diff?${refs}&`,
    filesUrl: `${url}/changes?${refs}`,
    subject,
    limitBytes,
  };
  return toDiffOutcome(await readChanges(request, api, access), null, headSha);
}

/** Null for the default branch itself. */
export async function compareBranch(
  { repository, branch }: { repository: RepositoryReference; branch: string },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Compared | null>> {
  const byDefault = await readDefaultBranch(repository, api, access);
  if (byDefault.kind === 'unread') return byDefault;
  if (byDefault.value === branch) return { kind: 'read', value: null };
  const value = {
    headSha: await findHeadSha(repository, branch, api, access),
    url: `${toRepositoryApiUrl(repository, api)}/compare`,
    // Bitbucket compares with the commit that both have in common.
    refs: `from=${encode(toBranchRef(branch))}&to=${encode(toBranchRef(byDefault.value))}`,
    subject: toBranchSubject(repository, branch),
  };
  return { kind: 'read', value };
}

async function findHeadSha(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${toRepositoryApiUrl(repository, api)}/commits?until=${encode(toBranchRef(branch))}&limit=1`;
  const subject = toBranchSubject(repository, branch);
  const answer = await api.read({ url, subject, reading: commitReading }, access);
  return answer.kind === 'read' ? answer.value : null;
}
