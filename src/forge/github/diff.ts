import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import { findBase } from '../diff/compared-branch.ts';
import type { Access, DiffFile, DiffOutcome } from '../forge.ts';
import { parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import type { RepositoryAnswer } from './answers.ts';
import { parseBranchSha, parseFile } from './diff-answers.ts';
import { readChanges } from './read-changes.ts';
import type { Repositories } from './repositories.ts';

const branchReading: Reading<string> = { shape: 'branch-sha/1', parse: parseBranchSha };

// GitHub lists at most 300 files of a comparison.
const filesReading: Reading<DiffFile[]> = {
  shape: 'compared-files/1',
  parse: (body) => parseList(toFields(body)?.files, parseFile),
  isCovered: () => false,
};

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  source: { api: ForgeApi; repositories: Repositories; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const { api, repositories, limitBytes } = source;
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base.outcome;
  if (base.value === null) return toDiffOutcome(noChanges, null, null);
  const { repository, defaultBranch } = base.value;
  const { branch } = request;
  const headSha = await findHeadSha(repository, branch, api, access);
  const url = toComparisonUrl(repository, defaultBranch, branch, api);
  const subject = toBranchSubject(repository, branch);
  const listFiles = () => api.read({ url, subject, reading: filesReading }, access);
  const changes = await readChanges({ url, subject, limitBytes }, listFiles, api, access);
  return toDiffOutcome(changes, null, headSha);
}

/** Where two revisions of a repository are compared. */
export function toComparisonUrl(
  repository: RepositoryReference,
  base: string,
  head: string,
  api: Pick<ForgeApi, 'baseUrl'>,
): string {
  const compared = `${encode(base)}...${encode(head)}`;
  return `${api.baseUrl}/repos/${toFullName(repository)}/compare/${compared}`;
}

/** Its commit, null when it cannot be told: the diff itself does not depend on it. */
export async function findHeadSha(
  repository: RepositoryAnswer,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${api.baseUrl}/repos/${toFullName(repository)}/branches/${encode(branch)}`;
  const subject = toBranchSubject(repository, branch);
  const answer = await api.read({ url, subject, reading: branchReading }, access);
  return answer.kind === 'read' ? answer.value : null;
}
