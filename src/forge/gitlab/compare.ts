import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { toBranchSubject, toFailed } from '../client/outcomes.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import { findBase } from '../diff/compared-branch.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import type { RepositoryAnswer } from './answers.ts';
import { type DiffPiece, parseDiffPiece, toChanges } from './changed-files.ts';
import type { Repositories } from './repositories.ts';
import { toProjectId } from './urls.ts';

interface Comparison {
  pieces: DiffPiece[];
  headSha: string | null;
  /** GitLab gave up on the way: some files are missing. */
  isCut: boolean;
}

const shaReading: Reading<string> = {
  shape: 'branch-sha/1',
  parse: (body) => findText(findFields(toFields(body), 'commit'), 'id'),
};
const comparisonReading: Reading<Comparison> = {
  shape: 'comparison/1',
  parse(body) {
    const fields = toFields(body);
    const pieces = parseList(fields?.diffs, parseDiffPiece);
    const headSha = findText(findFields(fields, 'commit'), 'id') ?? null;
    return pieces && { pieces, headSha, isCut: fields?.compare_timeout === true };
  },
  isCovered: () => false,
};

/** A branch beside the default branch of its own project. */
export interface ComparedBranch extends Comparison {
  repository: RepositoryAnswer;
  defaultBranch: string;
  /** The branch, in words for a person. */
  subject: string;
}

interface BranchSource {
  api: ForgeApi;
  repositories: Repositories;
}

/** What a branch changed since it left the default branch of its own project. */
export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  source: BranchSource & { limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const { pieces, headSha, isCut, subject } = compared.value;
  if (isCut) return toCut(subject);
  return toDiffOutcome(toChanges({ pieces, isCut }, source.limitBytes), null, headSha);
}

/** Null for the default branch itself. */
export async function compareBranch(
  request: { repository: RepositoryReference; branch: string },
  { api, repositories }: BranchSource,
  access: Access,
): Promise<MaybeRead<ComparedBranch | null>> {
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base;
  if (base.value === null) return { kind: 'read', value: null };
  const { repository, defaultBranch } = base.value;
  const { branch } = request;
  const query = `from=${encode(defaultBranch)}&to=${encode(branch)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/compare?${query}`;
  const subject = toBranchSubject(repository, branch);
  const compared = await api.read({ url, subject, reading: comparisonReading }, access);
  if (compared.kind === 'unread') return compared;
  const headSha = compared.value.headSha ?? (await findHeadSha(repository, branch, api, access));
  const value = { ...compared.value, headSha, repository, defaultBranch, subject };
  return { kind: 'read', value };
}

/** Null when it cannot be told: the diff itself does not depend on it. */
async function findHeadSha(
  repository: RepositoryAnswer,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${toRepositoryApiUrl(repository, api)}/branches/${encode(branch)}`;
  const subject = toBranchSubject(repository, branch);
  const answer = await api.read({ url, subject, reading: shaReading }, access);
  return answer.kind === 'read' ? answer.value : null;
}

export function toRepositoryApiUrl(repository: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/projects/${toProjectId(repository)}/repository`;
}

function toCut(subject: string): DiffOutcome {
  const message = `GitLab gave up comparing ${subject} with the default branch: it changed too much.`;
  return toFailed('timed_out', `${message} Open a merge request to see its changes.`);
}
