import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access, StatusRequest } from '../forge.ts';
import {
  type FoundOpen,
  findInNetwork,
  pickNewest,
  type SearchedOpen,
} from '../lookup/find-open.ts';
import { isFromBranch, type Row } from '../lookup/is-from-row.ts';
import { type NamedRepository, toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type ListedPullRequest, parseListedPullRequest } from './answers.ts';
import { readPages, toListReading, toRepositoryApiUrl } from './api.ts';
import type { Repositories } from './repositories.ts';

// Bitbucket returns at most 50 pull requests per page.
const pageSize = 50;
const mostPages = 20;
const reading = toListReading('bitbucket-pull-request-list/2', parseListedPullRequest);

export interface LookupDeps {
  api: ForgeApi;
  repositories: Repositories;
  batch: Batch;
}

/** The branch of a row, and all branches that share its list. */
interface Branches {
  branch: string;
  all: readonly string[];
}

/** Finds the newest open pull request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  deps: LookupDeps,
  access: Access,
): Promise<SearchedOpen<never>> {
  const { repositories, batch } = deps;
  const branches = { branch, all: batch.listBranches(repository) };
  return findInNetwork(
    repository,
    (base: NamedRepository, head) => findIn(base, head, branches, deps, access),
    repositories,
    access,
  );
}

/** Searches the pull requests into `base`, newest first, for one from the branch of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  { branch, all }: Branches,
  { api, batch }: LookupDeps,
  access: Access,
): Promise<FoundOpen> {
  const isMatch = (listed: ListedPullRequest) => isFromBranch(listed.source, head, branch);
  const isEnough = (listed: readonly ListedPullRequest[]) => listed.some(isMatch);
  const subject = `the pull requests of ${toFullName(base)}`;
  const search = (names: readonly string[]) => {
    const url = buildListUrl(base, buildNamesCondition('source.branch.name', branch, names), api);
    return readPages(batch, { url, subject, reading }, { mostPages, isEnough }, access);
  };
  const shared = await search(all);
  const isRefused = shared.kind === 'unread' && shared.status === 400;
  const isCrowdedOut = shared.kind === 'read' && !shared.isComplete && !isEnough(shared.value);
  // Another row's branch must not make this one fail.
  const listed = all.length > 1 && (isRefused || isCrowdedOut) ? await search([branch]) : shared;
  if (listed.kind === 'unread') return listed;
  const value = pickNewest(base, listed.value.filter(isMatch));
  // S9: the pull request may be on a page that was not read.
  if (!value && !listed.isComplete) return buildTooMany(subject);
  return { kind: 'read', value, redirected: listed.redirected };
}

function buildListUrl(base: NamedRepository, conditions: readonly string[], api: ForgeApi): string {
  const query = encode([...conditions, 'state="OPEN"'].join(' AND '));
  return `${toRepositoryApiUrl(base, api)}/pullrequests?q=${query}&sort=-id&pagelen=${pageSize}`;
}

function buildTooMany(subject: string): Unread {
  const message =
    `More than ${mostPages * pageSize} of ${subject} are open from branches with this name. ` +
    'Close some of them, or rename the branch.';
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

const unsafe = /["\\\p{Cc}\p{Surrogate}]/u;

/** A longer URL may be rejected. */
const longestCondition = 1500;

/**
 * A condition in Bitbucket's query language that a field equals `name`, as a list of none or one.
 * Bitbucket does not document how to escape a quote, so a name with a quote is searched for by its
 * longest part without one, and the caller has to compare the results.
 */
export function buildNameCondition(field: string, name: string): string[] {
  const parts = name.split(unsafe);
  if (parts.length === 1) return [`${field}="${name}"`];
  const longest = parts.reduce((one, other) => (other.length > one.length ? other : one));
  return longest === '' ? [] : [`${field}~"${longest}"`];
}

/** The same for any of `names`; for `name` alone where one condition cannot contain all of them. */
export function buildNamesCondition(
  field: string,
  name: string,
  names: readonly string[],
): string[] {
  const exact = names.filter((one) => !unsafe.test(one)).toSorted();
  const any = exact.flatMap((one) => buildNameCondition(field, one)).join(' OR ');
  const fits = exact.length > 1 && exact.includes(name) && any.length <= longestCondition;
  return fits ? [`(${any})`] : buildNameCondition(field, name);
}

/** The rows of one call. Those of one repository share one list. */
interface Batch {
  /** The branches of a repository whose pull request has to be found. */
  listBranches(repository: RepositoryReference): readonly string[];
  /** Requests each URL once. */
  read: ForgeApi['read'];
}

export function createBatch(requests: readonly StatusRequest[], api: ForgeApi): Batch {
  const branches = new Map<string, Set<string>>();
  for (const { repository, branch, known } of requests) {
    if (known?.state === 'open') continue;
    const key = toKey(repository);
    branches.set(key, (branches.get(key) ?? new Set()).add(branch));
  }
  const reads = new Map<string, ReturnType<ForgeApi['read']>>();
  const read = (...[request, access]: Parameters<ForgeApi['read']>) => {
    const running = reads.get(request.url) ?? api.read(request, access);
    reads.set(request.url, running);
    return running;
  };
  return {
    listBranches: (repository) => [...(branches.get(toKey(repository)) ?? [])],
    // Requests for the same URL are coalesced, so the result has the type of the first one.
    read: read as ForgeApi['read'],
  };
}

function toKey(repository: RepositoryReference): string {
  return toFullName(repository).toLowerCase();
}
