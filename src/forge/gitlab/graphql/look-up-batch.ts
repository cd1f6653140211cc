import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import { mapConcurrently } from '../../../platform/bounded-concurrency.ts';
import type { Logger } from '../../../platform/logger.ts';
import type { Unread } from '../../client/forge-api.ts';
import { logUnexpectedError } from '../../client/outcomes.ts';
import type { Access, StatusRequest } from '../../forge.ts';
import {
  type FoundPullRequest,
  isDecisive,
  listParents,
  pickNewest,
  pickOpen,
  toSearched,
} from '../../lookup/find-open.ts';
import type { Lookup, LookupQuery, LookupResult } from '../../lookup/find-pull-request.ts';
import { findPullRequests } from '../../lookup/find-pull-requests.ts';
import { isFromBranch } from '../../lookup/is-from-row.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import type { NamedRepository, RepositoryAnswer } from '../answers.ts';
import { toHead } from '../find-pull-request.ts';
import type { Repositories } from '../repositories.ts';
import { parsePullRequestUrl } from '../urls.ts';
import type { GraphQl } from './client.ts';
import type { BatchedPullRequest } from './parse-pull-request.ts';
import { type Batch, type BatchResult, fetchBatch } from './query.ts';

/** How many rows one query may carry. */
export const mostRowsPerQuery = 20;
const concurrency = 4;

export interface BatchDeps {
  webBaseUrl: string;
  graphql: GraphQl;
  repositories: Repositories;
  logger: Pick<Logger, 'error'>;
}

type Result = LookupResult<BatchedPullRequest>;

/**
 * Looks up many rows by GraphQL. One lookup for each request, in their order; undefined where REST
 * must look it up, because the merge request is gone, merged, moved or reported incompletely.
 */
export function lookUpBatch(
  requests: readonly StatusRequest[],
  deps: BatchDeps,
  access: Access,
): Promise<(Lookup<BatchedPullRequest> | undefined)[]> {
  const { repositories, webBaseUrl, logger } = deps;
  return findPullRequests<BatchedPullRequest>(
    requests,
    {
      repositories,
      logger,
      parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
      toStateAndHead: ({ answer }) => ({ state: answer.state, head: toHead(answer) }),
      runQueries: (queries) => runQueries(queries, deps, access),
    },
    access,
  );
}

async function runQueries(
  queries: readonly LookupQuery[],
  deps: BatchDeps,
  access: Access,
): Promise<(Result | undefined)[]> {
  const results = new Map<LookupQuery, Result>();
  await mapConcurrently(groupQueries(queries), concurrency, async (group) => {
    access.signal.throwIfAborted();
    try {
      const run = group.kind === 'read' ? readMany : findMany;
      for (const [query, result] of await run(group, deps, access)) results.set(query, result);
    } catch (error) {
      access.signal.throwIfAborted();
      logUnexpectedError(error, 'a batch of merge requests failed', access, deps.logger);
    }
  });
  return queries.map((query) => results.get(query));
}

/** Queries about one project that one GraphQL query can answer. */
interface Group {
  /** Open merge requests by their numbers, or the newest open ones of branches. */
  kind: 'read' | 'find';
  repository: RepositoryReference;
  queries: LookupQuery[];
}

/** A single query is left to REST, which can answer it with a validator. */
function groupQueries(queries: readonly LookupQuery[]): Group[] {
  const groups = new Map<string, Group>();
  for (const query of queries) {
    // The batch lists open merge requests only, so a known one that was closed needs REST.
    if (query.read && query.findOpen) continue;
    const kind = query.read ? 'read' : 'find';
    const { repository } = query.read ?? query.row;
    const key = `${kind} ${toFullName(repository).toLowerCase()}`;
    const group = groups.get(key) ?? { kind, repository, queries: [] };
    group.queries.push(query);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(splitGroup).filter((group) => group.queries.length > 1);
}

function splitGroup({ queries, ...group }: Group): Group[] {
  const parts: Group[] = [];
  for (let start = 0; start < queries.length; start += mostRowsPerQuery) {
    parts.push({ ...group, queries: queries.slice(start, start + mostRowsPerQuery) });
  }
  return parts;
}

type Results = Map<LookupQuery, Result>;

/** Reads merge requests by their numbers. */
async function readMany(
  { repository, queries }: Group,
  deps: BatchDeps,
  access: Access,
): Promise<Results> {
  const numbers = [...new Set(queries.flatMap(({ read }) => read?.number ?? []))];
  const batch = await fetchBatch(repository, { numbers }, deps, access);
  if (batch.kind !== 'read') return toAllResults(batch, queries, 'read');
  const results: Results = new Map();
  for (const query of queries) {
    const value = batch.value.pulls.find(({ answer }) => answer.number === query.read?.number);
    if (!value) continue;
    // The lookup compares the ids of projects. Read here, a project of many rows is read only once.
    const head = await deps.repositories.find(query.row.repository, access);
    if (head.kind === 'read') results.set(query, { read: { kind: 'read', value } });
  }
  return results;
}

/** Finds the newest open merge requests of branches, in the network of forks of their project. */
async function findMany(
  { repository, queries }: Group,
  deps: BatchDeps,
  access: Access,
): Promise<Results> {
  const read = await deps.repositories.find(repository, access);
  if (read.kind === 'unread') return toAllResults(read, queries, 'open');
  const head = read.value;
  const searched = new Map<LookupQuery, Open[]>(queries.map((query) => [query, []]));
  let missing = queries;
  const search = async (base: NamedRepository | Unread) => {
    const found =
      'kind' in base
        ? toAllResults(base, missing, 'open')
        : await findIn(base, head, missing, deps, access);
    missing = missing.filter((query) => {
      const open = found.get(query)?.open;
      if (open) searched.get(query)?.push(open);
      // S9: what GraphQL did not report decides nothing.
      else searched.delete(query);
      return open && !isDecisive(open);
    });
  };
  await search(head);
  const parents =
    missing.length > 0
      ? listParents<NamedRepository, RepositoryAnswer>(head, deps.repositories, access)
      : [];
  for await (const base of parents) {
    await search(base);
    if (missing.length === 0) break;
  }
  return new Map(
    [...searched].map(([query, results]) => [query, { open: toSearched(pickOpen(results), head) }]),
  );
}

type Open = NonNullable<Result['open']>;

/** Searches the merge requests into `base` for those from branches of `head`. */
async function findIn(
  base: NamedRepository,
  head: RepositoryAnswer,
  queries: readonly LookupQuery[],
  deps: BatchDeps,
  access: Access,
): Promise<Results> {
  const branches = [...new Set(queries.map(({ row }) => row.branch))];
  const batch = await fetchBatch(base, { branches }, deps, access);
  if (batch.kind !== 'read') return toAllResults(batch, queries, 'open');
  const { repositoryId, isComplete, pulls } = batch.value;
  // Another project may have taken over the name. S9: a merge request that is missing may be the newest.
  if (repositoryId !== base.id || !isComplete) return new Map();
  return new Map(
    queries.map((query) => {
      const value = findNewest(pulls, base, head, query.row.branch);
      return [query, { open: { kind: 'read', value } }];
    }),
  );
}

function findNewest(
  pulls: Batch['pulls'],
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
): FoundPullRequest<BatchedPullRequest> | undefined {
  const own = pulls.filter(({ answer }) => isFromBranch(toHead(answer), head, branch));
  const newest = pickNewest(
    base,
    own.map(({ answer }) => answer),
  );
  const pull = own.find(({ answer }) => answer.number === newest?.reference.number);
  return newest && pull && { ...newest, answer: pull };
}

/** A failure is the result of every query; without support there is no result. */
function toAllResults(
  failure: Exclude<BatchResult, { kind: 'read' }>,
  queries: readonly LookupQuery[],
  name: keyof Result,
): Results {
  return new Map(
    failure.kind === 'unread' ? queries.map((query) => [query, { [name]: failure }]) : [],
  );
}
