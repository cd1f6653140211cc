import type { Clock } from '../../../src/platform/clock.ts';
import type { HttpResult } from '../../../src/platform/http-client.ts';
import type { Site } from '../policy.ts';

export type Read =
  | { kind: 'read'; body: unknown; etag: string | undefined }
  | { kind: 'unchanged' }
  | { kind: 'failed' };

type RestSite = Pick<Site, 'apiBaseUrl' | 'http' | 'token'>;

/** What a peer sends: plain requests, conditional where it passes an ETag. */
export function createRest({ apiBaseUrl, http, token }: RestSite, signal: AbortSignal) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  return {
    async get(path: string, etag?: string): Promise<Read> {
      const condition = etag !== undefined && { 'if-none-match': etag };
      const url = `${apiBaseUrl}${path}`;
      return toRead(await http.get({ url, signal, headers: { ...headers, ...condition } }));
    },
    async query(query: string): Promise<Read> {
      const url = apiBaseUrl.replace(/\/v3$/, '/graphql');
      const body = JSON.stringify({ query });
      return toRead(await http.send({ url, method: 'POST', body, signal, headers }));
    },
  };
}

function toRead(result: HttpResult): Read {
  if (result.kind !== 'response') return { kind: 'failed' };
  if (result.status === 304) return { kind: 'unchanged' };
  if (result.status !== 200) return { kind: 'failed' };
  const body: unknown = JSON.parse(result.body.toString());
  return { kind: 'read', body, etag: result.headers.get('etag') ?? undefined };
}

/** Runs the work with a fixed distance between its starts, never twice at once. */
export function runEvery(
  everyMs: number,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<void>,
) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async () => {
    while (!signal.aborted) {
      const startedAt = clock.now();
      await work(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      await clock.sleep(Math.max(0, startedAt + everyMs - clock.now()), signal);
    }
  };
  const ended = run();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
