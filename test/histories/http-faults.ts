import type { HttpClient, HttpRequest, HttpResult } from '../../src/platform/http-client.ts';
import type { Random } from './random.ts';
import { failOnRoute, isOnRoute, type RouteFault, toResponse } from './route-faults.ts';

/** Fails some requests of a token for a moment, whatever the adapter requests, or those of one route. */
export class HttpFaults {
  /** The share of failing requests, by token. */
  readonly shares = new Map<string, number>();
  /** The route that fails, by token. */
  readonly routes = new Map<string, RouteFault>();
  /** How many requests of a token have failed. */
  readonly counts = new Map<string, number>();
  readonly #random: Random;
  readonly #time: { readonly forgeNow: number };

  constructor(random: Random, time: { readonly forgeNow: number }) {
    this.#random = random;
    this.#time = time;
  }

  count(token: string): number {
    return this.counts.get(token) ?? 0;
  }

  clear(): void {
    this.shares.clear();
    this.routes.clear();
  }

  wrap(http: HttpClient): HttpClient {
    return {
      get: (request) => this.#send(request, () => http.get(request)),
      send: (message) => this.#send(message, () => http.send(message)),
      download: (download) => this.#send(download, () => http.download(download)),
    };
  }

  async #send(request: HttpRequest, send: () => Promise<HttpResult>): Promise<HttpResult> {
    const token = Object.values(request.headers).join(' ').split('Bearer ').at(-1) ?? '';
    const ofRoute = this.routes.get(token);
    if (ofRoute && isOnRoute(ofRoute, request)) {
      this.#count(token);
      return failOnRoute(ofRoute, request, this.#time.forgeNow, send);
    }
    if (!this.#random.isTrue(this.shares.get(token) ?? 0)) return send();
    this.#count(token);
    return this.#pickFailure(request);
  }

  #count(token: string): void {
    this.counts.set(token, this.count(token) + 1);
  }

  #pickFailure({ timeoutMs = 10_000 }: HttpRequest): HttpResult {
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
