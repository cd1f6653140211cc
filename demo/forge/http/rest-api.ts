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

/** A request below `/api/v3`, its prefix taken off. */
export interface RestRequest {
  request: IncomingMessage;
  path: string;
  query: URLSearchParams;
  caller: Caller;
}

/** Answers REST requests. */
export type RestApi = (restRequest: RestRequest) => Promise<HttpResponse>;

interface Rendered {
  answer: HttpResponse;
  etag: string;
}

/** The quota endpoint: it costs nothing and is never served from the cache. */
const rateLimitPath = '/rate_limit';
const maxKeptBytes = 128 * 1024 * 1024;

/** GitHub's REST API over a world: authentication, quota, redirects, validators. */
export function createRestApi(world: World, limits: RateLimits, routes: readonly Route[]): RestApi {
  const render = createRenderer(world, routes);
  return async (restRequest) => {
    const { caller } = restRequest;
    if (caller.kind === 'unknown') return errorResponse(401, 'Bad credentials');
    const account = caller.kind === 'account' ? caller.account : undefined;
    const bucket = limits.find(account, 'core');
    const isFree = restRequest.path === rateLimitPath;
    const exhausted = !isFree && bucket.used >= bucket.limit;
    const { answer, etag } = exhausted ? toExhausted(account) : await render(restRequest, account);
    const unchanged = etag !== '' && isMatch(restRequest.request.headers['if-none-match'], etag);
    // GitHub counts no primary quota for an answer that says "not modified".
    if (!unchanged && !exhausted && !isFree) limits.spend(account, 'core', 1);
    const headers = {
      ...answer.headers,
      ...toRateLimitHeaders(bucket, 'core'),
      ...(etag !== '' && { ETag: etag, Vary: 'Accept, Authorization, Cookie' }),
      'Cache-Control': 'private, max-age=60, s-maxage=60',
      'X-GitHub-Media-Type': 'github.v3; format=json',
      'X-GitHub-Enterprise-Version': '3.14.0',
      ...(account !== undefined && {
        'X-OAuth-Scopes': 'admin:repo_hook, read:org, repo, workflow',
      }),
    };
    return unchanged ? emptyResponse(304, headers) : { ...answer, headers };
  };
}

/** Renders answers, keeping those to GET for as long as nothing in the world changes. */
function createRenderer(world: World, routes: readonly Route[]) {
  const kept = new Map<string, Rendered>();
  let keptRevision = 0;
  let keptBytes = 0;
  return async (restRequest: RestRequest, account: Account | undefined): Promise<Rendered> => {
    const { request, path } = restRequest;
    const accept = request.headers.accept ?? '';
    if (request.method !== 'GET')
      return { answer: await answerCall(world, routes, restRequest, account), etag: '' };
    const { revision } = world;
    if (keptRevision !== revision || keptBytes > maxKeptBytes) {
      kept.clear();
      keptBytes = 0;
    }
    keptRevision = revision;
    const token = request.headers.authorization ?? '';
    const key = `${token}\n${accept}\n${request.url}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = await answerCall(world, routes, restRequest, account);
    const rendered = { answer, etag: answer.status === 200 ? toEtag(key, answer) : '' };
    if (revision === world.revision && !isVolatile(path)) {
      kept.set(key, rendered);
      keptBytes += answer.body.length;
    }
    return rendered;
  };
}

async function answerCall(
  world: World,
  routes: readonly Route[],
  { request, path, query }: RestRequest,
  account: Account | undefined,
): Promise<HttpResponse> {
  const method = request.method ?? 'GET';
  const moved = findMove(world, path, request.url ?? '', method);
  if (moved !== undefined) return moved;
  const body = await readJsonBody(request);
  if (body === undefined) return errorResponse(400, 'Problems parsing JSON');
  const target = toNamedPath(world, path);
  if (target === undefined) return notFound();
  const accept = request.headers.accept ?? '';
  return dispatch(routes, { method, path: target, query, accept, account, parameters: {}, body });
}

/** The redirect for a repository that was renamed, to its id. */
function findMove(
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

function toNamedPath(world: World, path: string): string | undefined {
  const match = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  if (match === null) return path;
  const repository = world.repositoriesById.get(Number(match[1]));
  return repository && `/repos/${toFullName(repository)}${match[2] ?? ''}`;
}

function toExhausted(account: Account | undefined): Rendered {
  const whose = account === undefined ? '127.0.0.1' : `user ID ${account.id}`;
  return { answer: errorResponse(403, `API rate limit exceeded for ${whose}.`), etag: '' };
}

/** Deliveries come and go without a change of the world. */
function isVolatile(path: string): boolean {
  return path === rateLimitPath || /\/hooks\b/.test(path);
}

function toEtag(key: string, answer: HttpResponse): string {
  return `W/"${createHash('sha1').update(key).update(answer.body).digest('hex')}"`;
}

function isMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((candidate) => toStrong(candidate) === toStrong(etag));
}

function toStrong(etag: string): string {
  return etag.trim().replace(/^W\//, '');
}
