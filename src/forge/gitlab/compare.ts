import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import { findBase } from '../diff/changes.ts';
import type { Access } from '../forge.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import type { RepositoryAnswer } from './answers.ts';
import { toProjectApiUrl } from './api.ts';
import { type ChangedFile, parseChangedFile } from './changed-files.ts';
import type { Repositories } from './repositories.ts';

/** A branch compared with the default branch of the same project. */
export interface ComparedBranch extends Comparison {
  repository: RepositoryAnswer;
  defaultBranch: string;
  /** The branch, for error messages. */
  subject: string;
}

export interface Comparison {
  files: ChangedFile[];
  headSha: string | null;
  /** GitLab gave up while comparing: some files are missing. */
  timedOut: boolean;
}

export interface CompareDeps {
  api: ForgeApi;
  repositories: Repositories;
}

const comparisonReading: Reading<Comparison> = {
  shape: 'comparison/1',
  parse(body) {
    const fields = toFields(body);
    const files = parseList(fields?.diffs, parseChangedFile);
    const headSha = findText(findFields(fields, 'commit'), 'id') ?? null;
    return files && { files, headSha, timedOut: fields?.compare_timeout === true };
  },
  isCovered: () => false,
};
const branchReading: Reading<string> = {
  shape: 'branch-sha/1',
  parse: (body) => findText(findFields(toFields(body), 'commit'), 'id'),
};
const commitReading: Reading<string> = {
  shape: 'merge-base/1',
  parse: (body) => findText(toFields(body), 'id'),
};

/** Null for the default branch itself. */
export async function compareBranch(
  request: { repository: RepositoryReference; branch: string },
  { api, repositories }: CompareDeps,
  access: Access,
): Promise<MaybeRead<ComparedBranch | null>> {
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base;
  if (base.value === null) return { kind: 'read', value: null };
  const { repository, defaultBranch } = base.value;
  const { branch } = request;
  const subject = toBranchSubject(repository, branch);
  const revisions = { repository, from: defaultBranch, to: branch };
  const compared = await readComparison(revisions, subject, api, access);
  if (compared.kind === 'unread') return compared;
  const headSha = compared.value.headSha ?? (await findHeadSha(repository, branch, api, access));
  const value = { ...compared.value, headSha, repository, defaultBranch, subject };
  return { kind: 'read', value };
}

/** What `to` changed since it left `from`; both are branches or commits. */
export function readComparison(
  { repository, from, to }: { repository: RepositoryAnswer; from: string; to: string },
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Comparison>> {
  const query = `from=${encode(from)}&to=${encode(to)}`;
  const url = `${toProjectApiUrl(repository, api)}/repository/compare?${query}`;
  return api.read({ url, subject, reading: comparisonReading }, access);
}

/** Null if it cannot be read: the diff itself does not depend on it. */
async function findHeadSha(
  repository: RepositoryAnswer,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${toProjectApiUrl(repository, api)}/repository/branches/${encode(branch)}`;
  const subject = toBranchSubject(repository, branch);
  const answer = await api.read({ url, subject, reading: branchReading }, access);
  return answer.kind === 'read' ? answer.value : null;
}

/** The commit at which the branch left the default branch. */
export function readMergeBase(
  { repository, defaultBranch, subject }: ComparedBranch,
  headSha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const query = [defaultBranch, headSha].map((ref) => `refs[]=${encode(ref)}`).join('&');
  const url = `${toProjectApiUrl(repository, api)}/repository/merge_base?${query}`;
  return api.read({ url, subject, reading: commitReading }, access);
}
