import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Account } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { type RateLimits, toRateLimitHeaders } from './rate-limits.ts';
import { type Caller, readJsonBody } from './request.ts';
import {
  emptyResponse,
  errorResponse,
  type HttpResponse,
  jsonResponse,
  notFound,
} from './response.ts';
import { dispatch, type Route } from './router.ts';

/** A request below `/api/v3`, without that prefix. */
export interface RestRequest {
  request: IncomingMessage;
  path: string;
  query: URLSearchParams;
  caller: Caller;
}

/** Handles REST requests. */
export type RestApi = (restRequest: RestRequest) => Promise<HttpResponse>;

interface Rendered {
  response: HttpResponse;
  etag: string;
}

/** Costs no quota and is never served from the cache. */
const rateLimitPath = '/rate_limit';
const maxCachedBytes = 128 * 1024 * 1024;

/** GitHub's REST API for a world: authentication, quota, redirects and ETags. */
export function createRestApi(world: World, limits: RateLimits, routes: readonly Route[]): RestApi {
  const render = createRenderer(world, routes);
  return async (restRequest) => {
    const { caller } = restRequest;
    if (caller.kind === 'unknown') return errorResponse(401, 'Bad credentials');
    const account = caller.kind === 'account' ? caller.account : undefined;
    const bucket = limits.find(account, 'core');
    const isFree = restRequest.path === rateLimitPath;
    const exhausted = !isFree && bucket.used >= bucket.limit;
    const { response, etag } = exhausted
      ? buildExhausted(account)
      : await render(restRequest, account);
    const unchanged = etag !== '' && isMatch(restRequest.request.headers['if-none-match'], etag);
    // GitHub does not count a 304 against the primary quota.
    if (!unchanged && !exhausted && !isFree) limits.spend(account, 'core', 1);
    const headers = {
      ...response.headers,
      ...toRateLimitHeaders(bucket, 'core'),
      ...(etag !== '' && { ETag: etag, Vary: 'Accept, Authorization, Cookie' }),
      'Cache-Control': 'private, max-age=60, s-maxage=60',
      'X-GitHub-Media-Type': 'github.v3; format=json',
      'X-GitHub-Enterprise-Version': '3.14.0',
      ...(account !== undefined && {
        'X-OAuth-Scopes': 'admin:repo_hook, read:org, repo, workflow',
      }),
    };
    return unchanged ? emptyResponse(304, headers) : { ...response, headers };
  };
}

/** Renders responses. Those to GET are cached until the world changes. */
function createRenderer(world: World, routes: readonly Route[]) {
  const cached = new Map<string, Rendered>();
  let cachedRevision = 0;
  let cachedBytes = 0;
  return async (restRequest: RestRequest, account: Account | undefined): Promise<Rendered> => {
    const { request, path } = restRequest;
    const accept = request.headers.accept ?? '';
    if (request.method !== 'GET')
      return { response: await handleCall(world, routes, restRequest, account), etag: '' };
    const { revision } = world;
    if (cachedRevision !== revision || cachedBytes > maxCachedBytes) {
      cached.clear();
      cachedBytes = 0;
    }
    cachedRevision = revision;
    const token = request.headers.authorization ?? '';
    const key = `${token}\n${accept}\n${request.url}`;
    const known = cached.get(key);
    if (known !== undefined) return known;
    const response = await handleCall(world, routes, restRequest, account);
    const rendered = { response, etag: response.status === 200 ? computeEtag(key, response) : '' };
    if (revision === world.revision && !isVolatile(path)) {
      cached.set(key, rendered);
      cachedBytes += response.body.length;
    }
    return rendered;
  };
}

async function handleCall(
  world: World,
  routes: readonly Route[],
  { request, path, query }: RestRequest,
  account: Account | undefined,
): Promise<HttpResponse> {
  const method = request.method ?? 'GET';
  const redirect = findRedirect(world, path, request.url ?? '', method);
  if (redirect !== undefined) return redirect;
  const body = await readJsonBody(request);
  if (body === undefined) return errorResponse(400, 'Problems parsing JSON');
  const target = resolveRepositoryId(world, path);
  if (target === undefined) return notFound();
  const accept = request.headers.accept ?? '';
  return dispatch(routes, { method, path: target, query, accept, account, parameters: {}, body });
}

/** The redirect of a renamed repository to its id. */
function findRedirect(
  world: World,
  path: string,
  url: string,
  method: string,
): HttpResponse | undefined {
  const [, , owner = '', name = ''] = path.split('/');
  if (!path.startsWith('/repos/') || world.repositories.has(`${owner}/${name}`.toLowerCase())) {
    return undefined;
  }
  const former = world.formerNames.get(`${owner}/${name}`.toLowerCase());
  if (former === undefined) return undefined;
  const rest = path.slice(`/repos/${owner}/${name}`.length);
  const question = url.indexOf('?');
  const query = question === -1 ? '' : url.slice(question);
  const location = `${world.webBaseUrl}/api/v3/repositories/${former.id}${rest}${query}`;
  const body = { message: 'Moved Permanently', url: location };
  return jsonResponse(body, method === 'GET' ? 301 : 307, { Location: location });
}

/** Replaces `/repositories/{id}` with `/repos/{owner}/{name}`. */
function resolveRepositoryId(world: World, path: string): string | undefined {
  const match = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  if (match === null) return path;
  const repository = world.repositoriesById.get(Number(match[1]));
  return repository && `/repos/${toFullName(repository)}${match[2] ?? ''}`;
}

function buildExhausted(account: Account | undefined): Rendered {
  const whose = account === undefined ? '127.0.0.1' : `user ID ${account.id}`;
  return { response: errorResponse(403, `API rate limit exceeded for ${whose}.`), etag: '' };
}

/** Deliveries do not change the revision of the world. */
function isVolatile(path: string): boolean {
  return path === rateLimitPath || /\/hooks\b/.test(path);
}

function computeEtag(key: string, response: HttpResponse): string {
  return `W/"${createHash('sha1').update(key).update(response.body).digest('hex')}"`;
}

function isMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header
    .split(',')
    .some((candidate) => stripWeakPrefix(candidate) === stripWeakPrefix(etag));
}

function stripWeakPrefix(etag: string): string {
  return etag.trim().replace(/^W\//, '');
}
