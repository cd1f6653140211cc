import { groupBy } from '../../../src/platform/group-by.ts';
import type {
  HttpClient,
  HttpMessage,
  HttpRequest,
  HttpResult,
} from '../../../src/platform/http-client.ts';

/** A request that reached the forge or that a secondary limit refused. */
export interface Call {
  api: 'rest' | 'graphql';
  /** The path below the repository, without numbers and commits. */
  route: string;
  token: string;
  atMs: number;
  status: number;
  /** What the hourly quota is charged: one REST request unless it is a 304, or the cost of a query. */
  charged: number;
}

/** GitHub's limits. */
export const limits = {
  /** REST requests, and likewise the points of GraphQL. */
  perHour: 5_000,
  restPointsPerMinute: 900,
  graphqlPointsPerMinute: 2_000,
  concurrent: 100,
} as const;

const minuteMs = 60_000;
const refusedForSeconds = 60;

export interface AccountingDeps {
  now(): number;
  /** The cost of the query that the forge answered last. */
  readLastCost(): number;
}

/**
 * Counts what each token spends, and refuses what GitHub's secondary limits refuse. The forge itself keeps
 * the hourly quotas. Unchanged responses (304) are free, but count for the limit per minute.
 */
export class Accounting {
  readonly calls: Call[] = [];
  /** Requests that a secondary limit refused. */
  refused = 0;
  mostConcurrent = 0;
  readonly #deps: AccountingDeps;
  readonly #recent = new Map<string, number[]>();
  readonly #running = new Map<string, number>();

  constructor(deps: AccountingDeps) {
    this.#deps = deps;
  }

  /** For the connection to the forge, which is used by one request at a time. */
  wrap(http: HttpClient): HttpClient {
    return {
      get: (request) => this.#count('rest', request, () => http.get(request)),
      send: (message) => {
        const api = new URL(message.url).pathname.endsWith('/graphql') ? 'graphql' : 'rest';
        return this.#count(api, message, () => http.send(message));
      },
      download: (download) => this.#count('rest', download, () => http.download(download)),
    };
  }

  /** For the side of the policy: a request runs from its start to the end of its response. */
  track(http: HttpClient): HttpClient {
    return {
      get: (request) => this.#during(request, () => http.get(request)),
      send: (message) => this.#during(message, () => http.send(message)),
      download: (download) => this.#during(download, () => http.download(download)),
    };
  }

  clear(): void {
    this.calls.length = 0;
    this.refused = 0;
    this.mostConcurrent = 0;
  }

  summarize() {
    const of = (api: Call['api']) => this.calls.filter((call) => call.api === api);
    const [rest, graphql] = [of('rest'), of('graphql')];
    return {
      rest: {
        requests: rest.length,
        free: rest.filter(({ status }) => status === 304).length,
        charged: sumCharged(rest),
        busiestMinute: findBusiestMinute(rest),
      },
      graphql: {
        requests: graphql.length,
        points: sumCharged(graphql),
        busiestMinute: findBusiestMinute(graphql),
      },
      /** What is charged, by route. */
      routes: groupBy(this.calls, ({ api, route }) => `${api} ${route}`).map((calls) => {
        const [first] = calls;
        return { api: first?.api ?? 'rest', route: first?.route ?? '', charged: sumCharged(calls) };
      }),
      mostConcurrent: this.mostConcurrent,
      refused: {
        secondary: this.refused,
        quota: this.calls.filter(({ status }) => status === 403 || status === 429).length,
      },
    };
  }

  async #during({ headers }: HttpRequest, send: () => Promise<HttpResult>): Promise<HttpResult> {
    const token = readToken(headers);
    const running = (this.#running.get(token) ?? 0) + 1;
    this.#running.set(token, running);
    this.mostConcurrent = Math.max(this.mostConcurrent, running);
    return send().finally(() => this.#running.set(token, (this.#running.get(token) ?? 1) - 1));
  }

  async #count(
    api: Call['api'],
    request: HttpRequest | HttpMessage,
    send: () => Promise<HttpResult>,
  ): Promise<HttpResult> {
    const token = readToken(request.headers);
    const atMs = this.#deps.now();
    const recent = (this.#recent.get(`${api} ${token}`) ?? []).filter(
      (one) => one > atMs - minuteMs,
    );
    this.#recent.set(`${api} ${token}`, recent);
    const most = api === 'rest' ? limits.restPointsPerMinute : limits.graphqlPointsPerMinute;
    const isConcurrent = (this.#running.get(token) ?? 0) > limits.concurrent;
    if (recent.length >= most || isConcurrent) {
      this.refused += 1;
      return refuse();
    }
    recent.push(atMs);
    const result = await send();
    const status = result.kind === 'response' ? result.status : 0;
    const charged = api === 'graphql' ? this.#deps.readLastCost() : Number(isCharged(status));
    this.calls.push({
      api,
      route: api === 'rest' ? toRoute(request.url) : toOperation(request),
      token,
      atMs,
      status,
      charged,
    });
    return result;
  }
}

function sumCharged(calls: readonly Call[]): number {
  return calls.reduce((total, { charged }) => total + charged, 0);
}

/** The most requests of one token within any minute. */
function findBusiestMinute(calls: readonly Call[]): number {
  let most = 0;
  for (const ofToken of groupBy(calls, ({ token }) => token)) {
    let first = 0;
    for (const [index, { atMs }] of ofToken.entries()) {
      while ((ofToken[first]?.atMs ?? atMs) <= atMs - minuteMs) first += 1;
      most = Math.max(most, index - first + 1);
    }
  }
  return most;
}

/** A response that was refused because the quota is used up is not charged either. */
function isCharged(status: number): boolean {
  return status !== 304 && status !== 403 && status !== 429;
}

function toRoute(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const repository = /\/repos\/[^/]+\/[^/]+(?:\/(.*))?$/.exec(pathname);
  const parts = (repository ? (repository[1] ?? 'repository') : pathname.slice(1))
    .split('/')
    .map((part) => (/^(\d+|[0-9a-f]{40})$/.test(part) ? ':id' : part));
  // The list of a repository and the search for the pull request of a branch share a path.
  return parts.join('/') + (searchParams.has('head') ? '?head=' : '');
}

/** The name of a query, such as `Checks`. */
function toOperation(request: HttpRequest | HttpMessage): string {
  if (!('body' in request)) return '';
  const { query } = JSON.parse(request.body) as { query: string };
  return /^query (\w+)/.exec(query)?.[1] ?? '';
}

function readToken(headers: HttpRequest['headers']): string {
  return Object.values(headers).join(' ').split('Bearer ').at(-1)?.split(' ')[0] ?? '';
}

function refuse(): HttpResult {
  const message = 'You have exceeded a secondary rate limit.';
  return {
    kind: 'response',
    status: 403,
    headers: new Headers({
      'content-type': 'application/json',
      'retry-after': String(refusedForSeconds),
    }),
    body: Buffer.from(JSON.stringify({ message })),
    redirected: false,
  };
}
