import type { HttpClient, HttpRequest, HttpResult } from '../../src/platform/http-client.ts';
import type { Random } from './random.ts';

/** Fails some requests of a token for a moment, whatever the adapter requests. */
export class HttpFaults {
  /** The share of failing requests, by token. */
  readonly shares = new Map<string, number>();
  /** How many requests of a token have failed. */
  readonly counts = new Map<string, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  count(token: string): number {
    return this.counts.get(token) ?? 0;
  }

  wrap(http: HttpClient): HttpClient {
    return {
      get: async (request) => this.#findFault(request) ?? http.get(request),
      send: async (message) => this.#findFault(message) ?? http.send(message),
      download: async (download) => this.#findFault(download) ?? http.download(download),
    };
  }

  #findFault({ headers, timeoutMs = 10_000 }: HttpRequest): HttpResult | undefined {
    const authorization = Object.values(headers).join(' ');
    const found = [...this.shares].find(([token]) => authorization.includes(token));
    if (!found || !this.#random.isTrue(found[1])) return undefined;
    this.counts.set(found[0], this.count(found[0]) + 1);
    return this.#random.pick<HttpResult>([
      { kind: 'unreachable', message: 'the connection was closed (ECONNRESET)' },
      { kind: 'timed_out', timeoutMs },
      toResponse(500, ''),
      toResponse(502, '<html>Bad gateway</html>'),
      toResponse(200, '<html>Please wait</html>'),
      toResponse(503, '{"message": "Service unavailable"}'),
    ]);
  }
}

function toResponse(status: number, body: string): HttpResult {
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
  return { kind: 'response', status, headers, body: Buffer.from(body), redirected: false };
}
