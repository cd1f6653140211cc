import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
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
import { findText, parseJson, parseList, toFields } from '../parsing/json-fields.ts';
import { encodePath } from '../parsing/text.ts';
import type { RepositoryAnswer } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readBranch } from './branch-rules.ts';
import { buildDiff, toTouchedFile } from './build-diff.ts';
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
  const changes = await readBranchChanges(compared.value, source, access);
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

async function readBranchChanges(
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
      return listBranchFiles(compared, source, access);
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

async function listBranchFiles(
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

/** What leads from the default branch to another one. */
export interface Comparison {
  headSha: string;
  /** Where the branches parted. */
  baseSha: string;
  /** Every file that a commit touched; it may be again as it was. */
  paths: string[];
}

/** Nothing leads there: the branch holds no commit of its own. */
interface NoComparison {
  headSha: null;
}

interface CommitAnswer {
  sha: string;
  parents: string[];
  paths: string[];
}

const comparisonReading: Reading<Comparison | NoComparison> = {
  shape: 'comparison/1',
  parse: parseComparison,
  isCovered: () => false,
};

function toComparisonUrl(
  repository: RepositoryReference,
  { base, head }: { base: string; head: string },
  api: Pick<ForgeApi, 'baseUrl'>,
): string {
  const compared = `${encodePath(base)}...${encodePath(head)}`;
  return `${toRepositoryApiUrl(repository, api)}/compare/${compared}`;
}

export function parseComparison(body: unknown): Comparison | NoComparison | undefined {
  const fields = toFields(body);
  if (!fields || !('commits' in fields)) return undefined;
  const commits = parseList(fields.commits ?? [], parseCommit);
  const [newest] = commits ?? [];
  if (!commits) return undefined;
  if (!newest) return { headSha: null };
  const own = new Set(commits.map(({ sha }) => sha));
  // Newest first: the first parent outside is the last one that was merged into the branch.
  const baseSha = commits.flatMap(({ parents }) => parents).find((sha) => !own.has(sha));
  if (baseSha === undefined) return undefined;
  const paths = [...new Set(commits.flatMap((commit) => commit.paths))].toSorted();
  return { headSha: newest.sha, baseSha, paths };
}

function parseCommit(body: unknown): CommitAnswer | undefined {
  const fields = toFields(body);
  const sha = findText(fields, 'sha');
  const parents = parseList(fields?.parents ?? [], (parent) => findText(toFields(parent), 'sha'));
  const paths = parseList(fields?.files, (file) => findText(toFields(file), 'filename'));
  return sha !== undefined && parents && paths ? { sha, parents, paths } : undefined;
}
