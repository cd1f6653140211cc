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
  const answer = await api.read(
    { url: `${url}/default-branch`, subject, reading: branchReading },
    access,
  );
  if (answer.kind === 'read' || answer.status !== 404) return answer;
  // Where it was until version 7.
  return api.read({ url: `${url}/branches/default`, subject, reading: branchReading }, access);
}
