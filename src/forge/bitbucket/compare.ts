import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Read, Unread } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import { findBase } from '../diff/changes.ts';
import type { Access } from '../forge.ts';
import { encode, encodePath } from '../parsing/text.ts';
import { parseBranchHash } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import type { Repositories } from './repositories.ts';

interface CompareDeps {
  api: ForgeApi;
  repositories: Repositories;
}

/** A branch compared with the default branch of its repository. */
interface ComparedBranch {
  headSha: string;
  diffUrl: string;
  diffstatUrl: string;
  /** Describes the branch in an error message. */
  subject: string;
}

/** Null for the default branch itself. */
export async function compareBranch(
  request: { repository: RepositoryReference; branch: string },
  { api, repositories }: CompareDeps,
  access: Access,
): Promise<MaybeRead<ComparedBranch | null>> {
  const found = await findBase(request, repositories, access);
  if (found.kind === 'unread') return found;
  if (found.value === null) return { kind: 'read', value: null };
  const { repository, defaultBranch } = found.value;
  const { branch } = request;
  const head = await readBranchHash(repository, branch, api, access);
  if (head.kind === 'unread') return head;
  const base = await readBranchHash(repository, defaultBranch, api, access);
  if (base.kind === 'unread') return base;
  const urls = toRangeUrls(repository, { from: base.value, to: head.value }, api);
  const value = { headSha: head.value, ...urls, subject: toBranchSubject(repository, branch) };
  return { kind: 'read', value };
}

/** What one commit changed since it left another one. */
export function toRangeUrls(
  repository: RepositoryReference,
  { from, to }: { from: string; to: string },
  api: ForgeApi,
): Pick<ComparedBranch, 'diffUrl' | 'diffstatUrl'> {
  const url = toRepositoryApiUrl(repository, api);
  // Bitbucket expects the head first, unlike git. `topic` corresponds to git's three dots.
  const range = `${encode(to)}..${encode(from)}?topic=true`;
  return { diffUrl: `${url}/diff/${range}`, diffstatUrl: `${url}/diffstat/${range}` };
}

const branchReading: Reading<string> = { shape: 'bitbucket-branch/1', parse: parseBranchHash };

/** The commit of a branch. Other endpoints cannot distinguish a branch with slashes from a path. */
export function readBranchHash(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<Read<string> | Unread> {
  const url = `${toRepositoryApiUrl(repository, api)}/refs/branches/${encodePath(branch)}`;
  return api.read(
    { url, subject: toBranchSubject(repository, branch), reading: branchReading },
    access,
  );
}
