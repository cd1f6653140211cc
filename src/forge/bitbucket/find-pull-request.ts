import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access, StatusRequest } from '../forge.ts';
import { type FoundOpen, findInRepositoryOrParent, pickNewest } from '../lookup/find-open.ts';
import { isFromBranch, type Row } from '../lookup/is-from-row.ts';
import { type NamedRepository, toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type ListedPullRequest, parseListedPullRequest } from './answers.ts';
import { readPages, toListReading, toRepositoryApiUrl } from './api.ts';
import type { Repositories } from './repositories.ts';

// Bitbucket gives at most 50 pull requests a page.
const pageSize = 50;
const mostPages = 20;
const reading = toListReading('bitbucket-pull-request-list/2', parseListedPullRequest);

export interface PullRequestSource {
  api: ForgeApi;
  repositories: Repositories;
  together: Together;
}

/** A branch, and those that are looked for with it. */
interface Sought {
  branch: string;
  all: readonly string[];
}

/** Finds the newest open pull request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  source: PullRequestSource,
  access: Access,
): Promise<FoundOpen> {
  const { repositories, together } = source;
  const sought = { branch, all: together.listBranches(repository) };
  return findInRepositoryOrParent(
    repository,
    (base: NamedRepository, head) => findIn(base, head, sought, source, access),
    repositories,
    access,
  );
}

/** Searches the pull requests into `base`, newest first, for one from the branch of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  { branch, all }: Sought,
  { api, together }: PullRequestSource,
  access: Access,
): Promise<FoundOpen> {
  const isMatch = (listed: ListedPullRequest) => isFromBranch(listed.source, head, branch);
  const isEnough = (listed: readonly ListedPullRequest[]) => listed.some(isMatch);
  const subject = `the pull requests of ${toFullName(base)}`;
  const ask = (names: readonly string[]) => {
    const url = toListUrl(base, toNamesCondition('source.branch.name', branch, names), api);
    return readPages(together, { url, subject, reading }, { mostPages, isEnough }, access);
  };
  const asked = await ask(all);
  const isRefused = asked.kind === 'unread' && asked.status === 400;
  const isDrowned = asked.kind === 'read' && !asked.isWhole && !isEnough(asked.value);
  // What is wrong with another row's name is not this one's failure.
  const answer = all.length > 1 && (isRefused || isDrowned) ? await ask([branch]) : asked;
  if (answer.kind === 'unread') return answer;
  const value = pickNewest(base, answer.value.filter(isMatch));
  // S9: what lies beyond the last page might be the one.
  if (!value && !answer.isWhole) return toTooMany(subject);
  return { kind: 'read', value, redirected: answer.redirected };
}

function toListUrl(base: NamedRepository, conditions: readonly string[], api: ForgeApi): string {
  const query = encode([...conditions, 'state="OPEN"'].join(' AND '));
  return `${toRepositoryApiUrl(base, api)}/pullrequests?q=${query}&sort=-id&pagelen=${pageSize}`;
}

function toTooMany(subject: string): Unread {
  const message =
    `More than ${mostPages * pageSize} of ${subject} are open from branches of this name. ` +
    'Close some, or rename the branch.';
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

const unsafe = /["\\\p{Cc}\p{Surrogate}]/u;

/** Beyond it an address may be refused. */
const longestCondition = 1500;

/**
 * The condition of Bitbucket's query language that a field is `name`, as a list of none or one.
 * How its strings escape a quote is not documented, so a name with one is asked for by its longest
 * part without: what comes back must be compared in any case.
 */
export function toNameCondition(field: string, name: string): string[] {
  const parts = name.split(unsafe);
  if (parts.length === 1) return [`${field}="${name}"`];
  const longest = parts.reduce((one, other) => (other.length > one.length ? other : one));
  return longest === '' ? [] : [`${field}~"${longest}"`];
}

/** The same for any of the names; that of `name` alone where one condition cannot hold all. */
export function toNamesCondition(field: string, name: string, names: readonly string[]): string[] {
  const exact = names.filter((one) => !unsafe.test(one)).toSorted();
  const any = exact.flatMap((one) => toNameCondition(field, one)).join(' OR ');
  const isHeld = exact.length > 1 && exact.includes(name) && any.length <= longestCondition;
  return isHeld ? [`(${any})`] : toNameCondition(field, name);
}

/** What rows that are asked in one call have in common: one list answers those of a repository. */
interface Together {
  /** The branches of the repository for which a pull request is looked for. */
  listBranches(repository: RepositoryReference): readonly string[];
  /** Asks for each address once. */
  read: ForgeApi['read'];
}

export function createTogether(requests: readonly StatusRequest[], api: ForgeApi): Together {
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
    // Of one address everyone reads the same.
    read: read as ForgeApi['read'],
  };
}

function toKey(repository: RepositoryReference): string {
  return toFullName(repository).toLowerCase();
}
