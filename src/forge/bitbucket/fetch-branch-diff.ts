import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import { findBase } from '../diff/compared-branch.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readBranchHash } from './branches.ts';
import { readChanges } from './read-changes.ts';
import type { Repositories } from './repositories.ts';

interface BranchDiffSource {
  api: ForgeApi;
  repositories: Repositories;
  limitBytes: number;
}

/** A branch beside the default branch of its own repository. */
interface Compared {
  headSha: string;
  diffUrl: string;
  diffstatUrl: string;
  /** The branch, in words for a person. */
  subject: string;
}

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  source: BranchDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const { api, limitBytes } = source;
  const changes = await readChanges({ ...compared.value, limitBytes }, api, access);
  return toDiffOutcome(changes, null, compared.value.headSha);
}

/** Null for the default branch itself. */
export async function compareBranch(
  request: { repository: RepositoryReference; branch: string },
  { api, repositories }: BranchDiffSource,
  access: Access,
): Promise<MaybeRead<Compared | null>> {
  const found = await findBase(request, repositories, access);
  if (found.kind === 'unread') return found;
  if (found.value === null) return { kind: 'read', value: null };
  const { repository, defaultBranch } = found.value;
  const { branch } = request;
  const head = await readBranchHash(repository, branch, api, access);
  if (head.kind === 'unread') return head;
  const base = await readBranchHash(repository, defaultBranch, api, access);
  if (base.kind === 'unread') return base;
  const url = toRepositoryApiUrl(repository, api);
  // The changes first: the other way round than git. `topic` is git's three dots.
  const range = `${encode(head.value)}..${encode(base.value)}?topic=true`;
  const value = {
    headSha: head.value,
    diffUrl: `${url}/diff/${range}`,
    diffstatUrl: `${url}/diffstat/${range}`,
    subject: toBranchSubject(repository, branch),
  };
  return { kind: 'read', value };
}
