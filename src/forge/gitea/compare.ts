import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import { toBranchSubject, toFailed, toRangeSubject } from '../client/outcomes.ts';
import { findBase, isDiff } from '../diff/changes.ts';
import type { Access, RangeDiffRequest } from '../forge.ts';
import { findText, parseJson, parseList, toFields } from '../parsing/json-fields.ts';
import { encodePath } from '../parsing/text.ts';
import type { RepositoryAnswer } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readBranch } from './branch-rules.ts';
import type { Repositories } from './repositories.ts';

export interface CompareDeps {
  api: ForgeApi;
  repositories: Repositories;
  limitBytes: number;
}

/** A branch that is compared with the default branch of the same repository, or two commits. */
export interface ComparedBranch {
  repository: RepositoryAnswer;
  headSha: string | null;
  /** The URL of the comparison. */
  url: string;
  /** What is compared, for error messages. */
  subject: string;
}

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
  const head = await readBranch(repository, branch, api, access);
  if (head.kind === 'unread') return head;
  const url = toComparisonUrl(repository, defaultBranch, branch, api);
  const subject = toBranchSubject(repository, branch);
  return { kind: 'read', value: { repository, headSha: head.value.sha, url, subject } };
}

/** What one commit changed since it left another one. */
export async function compareTwoCommits(
  request: RangeDiffRequest,
  { api, repositories }: CompareDeps,
  access: Access,
): Promise<MaybeRead<ComparedBranch>> {
  const found = await repositories.find(request.repository, access);
  if (found.kind === 'unread') return found;
  const { value: repository } = found;
  const { from, to: headSha } = request;
  const url = toComparisonUrl(repository, from, headSha, api);
  return { kind: 'read', value: { repository, headSha, url, subject: toRangeSubject(request) } };
}

function toComparisonUrl(
  repository: RepositoryAnswer,
  base: string,
  head: string,
  api: ForgeApi,
): string {
  const compared = `${encodePath(base)}...${encodePath(head)}`;
  return `${toRepositoryApiUrl(repository, api)}/compare/${compared}`;
}

/** The commits of a branch that the default branch does not have. */
export interface Comparison {
  headSha: string;
  /** The commit at which the branches diverged. */
  baseSha: string;
  /** Every file that a commit touched, even if a later commit restored it. */
  paths: string[];
}

/** The branch has no commits that the default branch does not have. */
interface EmptyComparison {
  headSha: null;
}

/** Gitea returns a comparison as a diff since 1.27; earlier versions and Forgejo list its commits. */
type ComparedText =
  | { kind: 'diff'; diff: string }
  | { kind: 'commits'; comparison: Comparison }
  | { kind: 'empty' }
  /** Either the diff or the list of commits is beyond the size limit. */
  | { kind: 'too_large' }
  | Unread;

export async function readComparedText(
  { url, subject }: ComparedBranch,
  { api, limitBytes }: CompareDeps,
  access: Access,
): Promise<ComparedText> {
  const request = { url: `${url}?output=diff`, subject, accept: 'text/plain', limitBytes };
  const answer = await api.readText(request, access);
  if (answer.kind !== 'text') return answer;
  const { text: diff } = answer;
  if (isDiff(diff)) return { kind: 'diff', diff };
  const comparison = parseComparison(parseJson(Buffer.from(diff)));
  if (!comparison) return toMalformed(subject);
  return comparison.headSha === null ? { kind: 'empty' } : { kind: 'commits', comparison };
}

function toMalformed(subject: string): Unread {
  const message = `The comparison of ${subject} cannot be read.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

const reading: Reading<Comparison | EmptyComparison> = {
  shape: 'comparison/1',
  parse: parseComparison,
  isCovered: () => false,
};

/** Reads the commits of a comparison, which may be larger than the limit of a diff. */
export function readComparison(
  { url, subject }: ComparedBranch,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Comparison | EmptyComparison>> {
  return api.read({ url, subject, reading }, access);
}

export function parseComparison(body: unknown): Comparison | EmptyComparison | undefined {
  const fields = toFields(body);
  if (!fields || !('commits' in fields)) return undefined;
  const commits = parseList(fields.commits ?? [], parseCommit);
  const [newest] = commits ?? [];
  if (!commits) return undefined;
  if (!newest) return { headSha: null };
  const own = new Set(commits.map(({ sha }) => sha));
  // Newest first, so the first parent outside the list is the last commit merged into the branch.
  const baseSha = commits.flatMap(({ parents }) => parents).find((sha) => !own.has(sha));
  if (baseSha === undefined) return undefined;
  const paths = [...new Set(commits.flatMap((commit) => commit.paths))].toSorted();
  return { headSha: newest.sha, baseSha, paths };
}

function parseCommit(
  body: unknown,
): { sha: string; parents: string[]; paths: string[] } | undefined {
  const fields = toFields(body);
  const sha = findText(fields, 'sha');
  const parents = parseList(fields?.parents ?? [], (parent) => findText(toFields(parent), 'sha'));
  const paths = parseList(fields?.files, (file) => findText(toFields(file), 'filename'));
  return sha !== undefined && parents && paths ? { sha, parents, paths } : undefined;
}
