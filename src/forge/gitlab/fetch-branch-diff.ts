import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { noChanges, toDiffOutcome } from '../changes.ts';
import type { Reading } from '../conditional-client.ts';
import { encode } from '../encode.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import type { ForgeApi } from '../forge-api.ts';
import { findFields, findText, parseList, toFields } from '../json-fields.ts';
import { toFailed } from '../outcome-of-answer.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { toNoDefaultBranch } from '../unanswerable.ts';
import { type DiffPiece, parseDiffPiece } from './diff-pieces.ts';
import type { Repositories } from './repositories.ts';
import type { RepositoryAnswer } from './repository-answer.ts';
import { toProjectId } from './repository-name.ts';
import { toChanges } from './to-changes.ts';

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

/** What a branch changed since it left the default branch of its own project. */
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
  const query = `from=${encode(defaultBranch)}&to=${encode(branch)}`;
  const url = `${toRepositoryApiUrl(repository.value, api)}/compare?${query}`;
  const subject = toSubject(repository.value, branch);
  const compared = await api.read({ url, subject, reading: comparisonReading }, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value.isCut) return toCut(subject);
  const { pieces } = compared.value;
  const headSha =
    compared.value.headSha ?? (await findHeadSha(repository.value, branch, api, access));
  return toDiffOutcome(toChanges({ pieces, isCut: false }, limitBytes), null, headSha);
}

/** Null when it cannot be told: the diff itself does not depend on it. */
async function findHeadSha(
  repository: RepositoryAnswer,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${toRepositoryApiUrl(repository, api)}/branches/${encode(branch)}`;
  const subject = toSubject(repository, branch);
  const answer = await api.read({ url, subject, reading: shaReading }, access);
  return answer.kind === 'read' ? answer.value : null;
}

function toRepositoryApiUrl(repository: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/projects/${toProjectId(repository)}/repository`;
}

function toSubject(repository: RepositoryAnswer, branch: string): string {
  return `the branch ${toPlainText(branch, 100)} of ${toFullName(repository)}`;
}

function toCut(subject: string): DiffOutcome {
  const message = `GitLab gave up comparing ${subject} with the default branch: it changed too much.`;
  return toFailed('timed_out', `${message} Open a merge request to see its changes.`);
}
