import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import { toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, toBranchRef } from '../parsing/text.ts';
import { parseBranch, parseFirstCommit } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';

/** A branch compared with the default branch of its repository, or two commits. */
export interface ComparedBranch {
  /** Null when it cannot be read: the diff does not depend on it. */
  headSha: string | null;
  /** The endpoint of the comparison. */
  url: string;
  /** The compared refs, as a query. */
  refs: string;
  /** Describes the branch in an error message. */
  subject: string;
}

/** Null for the default branch itself. */
export async function compareBranch(
  { repository, branch }: { repository: RepositoryReference; branch: string },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ComparedBranch | null>> {
  const defaultBranch = await readDefaultBranch(repository, api, access);
  if (defaultBranch.kind === 'unread') return defaultBranch;
  if (defaultBranch.value === branch) return { kind: 'read', value: null };
  const value = {
    headSha: await findHeadSha(repository, branch, api, access),
    ...toComparison(
      repository,
      { base: toBranchRef(defaultBranch.value), head: toBranchRef(branch) },
      api,
    ),
    subject: toBranchSubject(repository, branch),
  };
  return { kind: 'read', value };
}

/** Bitbucket compares the head with the common ancestor of both. */
export function toComparison(
  repository: RepositoryReference,
  { base, head }: { base: string; head: string },
  api: ForgeApi,
): Pick<ComparedBranch, 'url' | 'refs'> {
  const url = `${toRepositoryApiUrl(repository, api)}/compare`;
  return { url, refs: `from=${encode(head)}&to=${encode(base)}` };
}

const branchReading: Reading<string> = {
  shape: 'default-branch/1',
  parse: (body) => parseBranch(toFields(body)),
};

async function readDefaultBranch(
  repository: RepositoryReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const url = toRepositoryApiUrl(repository, api);
  const subject = `the default branch of ${toFullName(repository)}`;
  const response = await api.read(
    { url: `${url}/default-branch`, subject, reading: branchReading },
    access,
  );
  if (response.kind === 'read' || response.status !== 404) return response;
  // The endpoint before version 7.
  return api.read({ url: `${url}/branches/default`, subject, reading: branchReading }, access);
}

const commitReading: Reading<string> = { shape: 'first-commit/1', parse: parseFirstCommit };

async function findHeadSha(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${toRepositoryApiUrl(repository, api)}/commits?until=${encode(toBranchRef(branch))}&limit=1`;
  const subject = toBranchSubject(repository, branch);
  const response = await api.read({ url, subject, reading: commitReading }, access);
  return response.kind === 'read' ? response.value : null;
}
