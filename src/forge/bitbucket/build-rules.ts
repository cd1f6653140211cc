import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access } from '../forge.ts';
import { rememberRules } from '../lookup/remember-rules.ts';
import { findCount, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { isMatching } from '../parsing/wildcards.ts';
import { toListReading, toRepositoryApiUrl } from './api.ts';

/** How many builds have to pass before a merge into a branch. */
export interface BuildRules {
  /** As it was read within the last ten minutes; null for a token without administration rights. */
  find(
    repository: RepositoryReference,
    branch: string,
    access: Access,
  ): Promise<MaybeRead<number | null>>;
}

export interface Restriction {
  count: number;
  /** A pattern of branch names, or a type of the branching model. */
  branch: { pattern: string } | { type: string };
}

export interface BranchingModel {
  development: string | null;
  production: string | null;
  prefixes: { type: string; prefix: string }[];
}

const rememberedForMs = 10 * 60_000;
const kind = 'require_passing_builds_to_merge';
const pageSize = 100;
const mostPages = 5;
const restrictionsReading = toListReading('bitbucket-restrictions/1', parseRestriction);
const modelReading: Reading<BranchingModel> = {
  shape: 'bitbucket-branching-model/1',
  parse: parseBranchingModel,
};

export function createBuildRules(api: ForgeApi, clock: Pick<Clock, 'monotonic'>): BuildRules {
  const remembered = rememberRules<number>(rememberedForMs, clock);
  return {
    find(repository, branch, access) {
      const name = JSON.stringify([toFullName(repository).toLowerCase(), branch]);
      return remembered.find(name, access, () => readCount(repository, branch, api, access));
    },
  };
}

async function readCount(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<number>> {
  const base = toRepositoryApiUrl(repository, api);
  const url = `${base}/branch-restrictions?kind=${kind}&pagelen=${pageSize}`;
  const subject = `the branch restrictions of ${toFullName(repository)}`;
  const request = { url, subject, reading: restrictionsReading };
  const listed = await listAll(api, request, mostPages, access);
  if (listed.kind === 'unread') return listed;
  const restrictions = listed.value.flatMap((restriction) => restriction ?? []);
  if (!restrictions.some((restriction) => 'type' in restriction.branch)) {
    return { kind: 'read', value: findLargest(restrictions, branch, undefined) };
  }
  const model = await api.read(
    {
      url: `${base}/branching-model`,
      subject: `the branching model of ${toFullName(repository)}`,
      reading: modelReading,
    },
    access,
  );
  if (model.kind === 'unread') return model;
  return { kind: 'read', value: findLargest(restrictions, branch, model.value) };
}

/** Several restrictions may match: the largest number satisfies all of them. */
export function findLargest(
  restrictions: readonly Restriction[],
  branch: string,
  model: BranchingModel | undefined,
): number {
  const matching = restrictions.filter((restriction) => {
    return 'pattern' in restriction.branch
      ? isMatching(branch, restriction.branch.pattern)
      : model !== undefined && isOfType(branch, restriction.branch.type, model);
  });
  return Math.max(0, ...matching.map(({ count }) => count));
}

function isOfType(branch: string, type: string, model: BranchingModel): boolean {
  if (type === 'development') return branch === model.development;
  if (type === 'production') return branch === model.production;
  return model.prefixes.some((one) => one.type === type && branch.startsWith(one.prefix));
}

/** Null for a restriction of another kind. */
export function parseRestriction(body: unknown): Restriction | null | undefined {
  const fields = toFields(body);
  const ownKind = findText(fields, 'kind');
  if (ownKind === undefined) return undefined;
  if (ownKind !== kind) return null;
  const count = findCount(fields, 'value');
  const isByType = findText(fields, 'branch_match_kind') === 'branching_model';
  const text = findText(fields, isByType ? 'branch_type' : 'pattern');
  if (count === undefined || text === undefined) return undefined;
  return { count, branch: isByType ? { type: text } : { pattern: text } };
}

export function parseBranchingModel(body: unknown): BranchingModel | undefined {
  const fields = toFields(body);
  const prefixes = parseList(fields?.branch_types ?? [], (entry) => {
    const type = findText(toFields(entry), 'kind');
    const prefix = findText(toFields(entry), 'prefix');
    return type === undefined || !prefix ? undefined : { type, prefix };
  });
  const findBranch = (name: string) => {
    const end = findFields(fields, name);
    return findText(findFields(end, 'branch'), 'name') ?? findText(end, 'name') ?? null;
  };
  if (!fields || !prefixes) return undefined;
  return {
    development: findBranch('development'),
    production: findBranch('production'),
    prefixes,
  };
}
