import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import { toBranchSubject, toFailed } from '../client/outcomes.ts';
import {
  type Changes,
  isDiff,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../diff/changes.ts';
import { findBase } from '../diff/compared-branch.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import { parseJson } from '../parsing/json-fields.ts';
import type { RepositoryAnswer } from './answers.ts';
import { readBranch } from './branch-rules.ts';
import { buildDiff, toTouchedFile } from './build-diff.ts';
import {
  type Comparison,
  comparisonReading,
  type NoComparison,
  parseComparison,
  toComparisonUrl,
} from './comparison.ts';
import type { Repositories } from './repositories.ts';

export interface BranchDiffSource {
  api: ForgeApi;
  repositories: Repositories;
  limitBytes: number;
}

/** A branch beside the default branch of its own repository. */
export interface Compared {
  repository: RepositoryAnswer;
  headSha: string | null;
  /** Where both are compared. */
  url: string;
  /** The branch, in words for a person. */
  subject: string;
}

/** What Gitea tells of a comparison: text since 1.27, before that and at Forgejo its commits. */
type ComparedText =
  | { kind: 'diff'; diff: string }
  | { kind: 'commits'; comparison: Comparison }
  | { kind: 'nothing' }
  /** The diff is beyond the cap, or already the list of its commits is. */
  | { kind: 'too_large' }
  | Unread;

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  source: BranchDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const changes = await readChanges(compared.value, source, access);
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
  const head = await readBranch(repository, branch, api, access);
  if (head.kind === 'unread') return head;
  const url = toComparisonUrl(repository, { base: defaultBranch, head: branch }, api);
  const subject = toBranchSubject(repository, branch);
  return { kind: 'read', value: { repository, headSha: head.value.sha, url, subject } };
}

async function readChanges(
  compared: Compared,
  source: BranchDiffSource,
  access: Access,
): Promise<Changes | Unread> {
  const text = await readComparedText(compared, source, access);
  switch (text.kind) {
    case 'unread':
      return text;
    case 'diff':
      return toWholeChanges(text.diff);
    case 'commits':
      return buildDiff(compared.repository, text.comparison, source, access);
    case 'nothing':
      return noChanges;
    case 'too_large':
      return listFiles(compared, source, access);
  }
}

export async function readComparedText(
  compared: Compared,
  { api, limitBytes }: BranchDiffSource,
  access: Access,
): Promise<ComparedText> {
  const { url, subject } = compared;
  const request = { url: `${url}?output=diff`, subject, accept: 'text/plain', limitBytes };
  const answer = await api.readText(request, access);
  if (answer.kind !== 'text') return answer;
  const { text: diff } = answer;
  if (isDiff(diff)) return { kind: 'diff', diff };
  const comparison = parseComparison(parseJson(Buffer.from(diff)));
  if (!comparison) return toMalformed(compared);
  return comparison.headSha === null ? { kind: 'nothing' } : { kind: 'commits', comparison };
}

async function listFiles(
  compared: Compared,
  { api }: BranchDiffSource,
  access: Access,
): Promise<Changes | Unread> {
  const answer = await readComparison(compared, api, access);
  if (answer.kind === 'unread') return answer;
  const comparison = answer.value;
  if (comparison.headSha === null) return noChanges;
  return toTruncatedChanges(comparison.paths.map(toTouchedFile));
}

/** The commits of a comparison, of which the body may be larger than a diff. */
export function readComparison(
  { url, subject }: Compared,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Comparison | NoComparison>> {
  return api.read({ url, subject, reading: comparisonReading }, access);
}

function toMalformed({ subject }: Compared): Unread {
  const message = `The comparison of ${subject} with its default branch cannot be read.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}
