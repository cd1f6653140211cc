import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { findText, parseList, toFields } from '../parsing/json-fields.ts';
import { encodePath } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';

/** What leads from the default branch to another one. */
export interface Comparison {
  headSha: string;
  /** Where the branches parted. */
  baseSha: string;
  /** Every file that a commit touched; it may be again as it was. */
  paths: string[];
}

/** Nothing leads there: the branch holds no commit of its own. */
export interface NoComparison {
  headSha: null;
}

interface CommitAnswer {
  sha: string;
  parents: string[];
  paths: string[];
}

export const comparisonReading: Reading<Comparison | NoComparison> = {
  shape: 'comparison/1',
  parse: parseComparison,
  isCovered: () => false,
};

export function toComparisonUrl(
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
