import type { HttpRequest, HttpResult } from '../../src/platform/http-client.ts';
import type { Random } from './random.ts';

const routes = {
  graphql: /\/graphql$/,
  'check runs': /\/check-runs\?/,
  statuses: /\/commits\/[^/]+\/status\?/,
  workflows: /\/actions\/runs\?/,
  reviews: /\/reviews\?/,
  rulesets: /\/rules\/branches\//,
  branches: /\/repos\/[^/]+\/[^/]+\/branches\//,
  'pull request': /\/pulls\/\d+$/,
  'pull requests': /\/pulls\?/,
  repository: /\/(repos\/[^/]+|repositories)\/[^/]+$/,
  rest: /\/api\/v3\//,
  everything: /./,
};

const failures = ['bad gateway', 'timed out', 'page', 'truncated', 'not JSON'] as const;
const limits = ['primary', 'primary of GraphQL', 'secondary', 'secondary without end'] as const;

/** What fails on one route until the next step. */
export interface RouteFault {
  route: keyof typeof routes;
  kind: (typeof failures)[number] | (typeof limits)[number];
}

export function pickRouteFault(random: Random): RouteFault {
  if (random.isTrue(0.3)) {
    const kind = random.pick(limits);
    const route =
      kind === 'primary' ? 'rest' : kind === 'primary of GraphQL' ? 'graphql' : undefined;
    return { kind, route: route ?? random.pick(['everything', 'rest', 'graphql', 'check runs']) };
  }
  const [first = 'graphql', ...others] = Object.keys(routes) as (keyof typeof routes)[];
  return { kind: random.pick(failures), route: random.pick([first, ...others]) };
}

export function isOnRoute({ route }: RouteFault, { url }: Pick<HttpRequest, 'url'>): boolean {
  return routes[route].test(url);
}

/** The result of a request that fails; `send` sends it, where the failure concerns its response. */
export async function failOnRoute(
  { kind }: RouteFault,
  { url, timeoutMs = 10_000 }: HttpRequest,
  forgeNow: number,
  send: () => Promise<HttpResult>,
): Promise<HttpResult> {
  switch (kind) {
    case 'bad gateway':
      return toResponse(502, '<html>Bad gateway</html>');
    case 'timed out':
      return { kind: 'timed_out', timeoutMs };
    case 'page':
      return toResponse(200, '<html>Unicorn!</html>', { 'content-type': 'text/html' });
    case 'not JSON':
      return toResponse(200, '');
    case 'truncated': {
      const result = await send();
      if (result.kind !== 'response') return result;
      return { ...result, body: result.body.subarray(0, Math.floor(result.body.length / 2)) };
    }
    case 'primary':
    case 'primary of GraphQL':
      return failSpent(url.endsWith('/graphql'), forgeNow);
    case 'secondary':
      return toResponse(403, secondaryLimit, { 'retry-after': '20' });
    case 'secondary without end':
      return toResponse(429, secondaryLimit);
  }
}

const secondaryLimit = '{"message": "You have exceeded a secondary rate limit."}';

/** GraphQL has its own quota, and sends 200 for it. */
function failSpent(isGraphQl: boolean, forgeNow: number): HttpResult {
  const quota = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(forgeNow / 1_000) + 25),
    'x-ratelimit-resource': isGraphQl ? 'graphql' : 'core',
  };
  const message = 'API rate limit exceeded for user ID 1.';
  return isGraphQl
    ? toResponse(200, JSON.stringify({ errors: [{ type: 'RATE_LIMITED', message }] }), quota)
    : toResponse(403, JSON.stringify({ message }), quota);
}

export function toResponse(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): HttpResult {
  const all = { 'content-type': 'application/json; charset=utf-8', ...headers };
  const response = { headers: new Headers(all), body: Buffer.from(body), redirected: false };
  return { kind: 'response', status, ...response };
}
