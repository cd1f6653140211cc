import { errorResponse, type HttpResponse, notFound } from '../http/response.ts';
import { type Call, createRoute, type Route } from '../http/router.ts';
import { mayPush, mayRead } from '../world/accounts.ts';
import type { Account, PullRequest, Repository } from '../world/records.ts';
import { findRepository } from '../world/repositories.ts';
import type { World } from '../world/world.ts';

type RouteResult = HttpResponse | Promise<HttpResponse>;

/** A route below a repository. It returns 404 if the caller may not read the repository. */
export function createRepositoryRoute(
  world: World,
  method: string,
  path: string,
  handle: (call: Call, repository: Repository) => RouteResult,
): Route {
  return createRoute(method, `/repos/:owner/:name${path}`, (call) => {
    const { owner = '', name = '' } = call.parameters;
    const repository = findRepository(world, owner, name);
    if (repository === undefined || !mayRead(repository, call.account)) return notFound();
    return handle(call, repository);
  });
}

/** A route below a pull request. */
export function createPullRequestRoute(
  world: World,
  method: string,
  path: string,
  handle: (call: Call, pullRequest: PullRequest) => RouteResult,
): Route {
  return createRepositoryRoute(world, method, `/pulls/:number${path}`, (call, repository) => {
    const pullRequest = repository.pullRequests.get(Number(call.parameters.number));
    return pullRequest === undefined ? notFound() : handle(call, pullRequest);
  });
}

/** Requires an authenticated caller. */
export function requireAccount(call: Call, handle: (account: Account) => RouteResult): RouteResult {
  if (call.account === undefined) return errorResponse(401, 'Requires authentication');
  return handle(call.account);
}

/** Requires a caller with push permission. */
export function requirePush(
  call: Call,
  repository: Repository,
  handle: (account: Account) => RouteResult,
): RouteResult {
  return requireAccount(call, (account) =>
    mayPush(repository, account)
      ? handle(account)
      : errorResponse(403, 'Resource not accessible by personal access token'),
  );
}

/** One page of a list, with a Link header to the other pages. */
interface Page<T> {
  items: T[];
  headers: Record<string, string>;
}

/** Slices the requested page out of a list. */
export function paginate<T>(apiBaseUrl: string, call: Call, all: readonly T[]): Page<T> {
  const perPage = clamp(Number(call.query.get('per_page') ?? 30), 30);
  const page = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const items = all.slice((page - 1) * perPage, page * perPage);
  const relations: [string, number][] = [];
  if (page > 1) relations.push(['prev', Math.min(page - 1, last)]);
  if (page < last) relations.push(['next', page + 1], ['last', last]);
  if (page > 1) relations.push(['first', 1]);
  const link = relations.map(([name, number]) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${apiBaseUrl}${call.path}?${query.toString()}>; rel="${name}"`;
  });
  return { items, headers: link.length === 0 ? {} : { Link: link.join(', ') } };
}

function clamp(perPage: number, fallback: number): number {
  if (!Number.isInteger(perPage) || perPage < 1) return fallback;
  return Math.min(100, perPage);
}
