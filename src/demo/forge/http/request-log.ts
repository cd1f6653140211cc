/** One request as the forge saw it. */
export interface LoggedRequest {
  kind: 'rest' | 'graphql' | 'git' | 'page';
  method: string;
  path: string;
  query: string;
  /** The first characters of the token's SHA-256; empty for anonymous requests. */
  tokenFingerprint: string;
  login: string | undefined;
  status: number;
  /** `hit`: answered 304. `miss`: it was conditional and something had changed. */
  conditional: 'none' | 'hit' | 'miss';
  operation: string | undefined;
  fault: string | undefined;
  at: string;
}

/** What has been asked of the forge, oldest first. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  /** All requests since the start or the last `clear`, also those no longer kept. */
  readonly total: number;
  count: (matches: (request: LoggedRequest) => boolean) => number;
  /** Resolves with the first request, past or future, that matches. */
  waitFor: (matches: (request: LoggedRequest) => boolean) => Promise<LoggedRequest>;
  clear: () => void;
  add: (request: LoggedRequest) => void;
}

interface Waiter {
  matches: (request: LoggedRequest) => boolean;
  resolve: (request: LoggedRequest) => void;
}

const KEPT = 50_000;

/** Starts an empty log. */
export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = [];
  let total = 0;
  const waiters = new Set<Waiter>();
  return {
    get entries() {
      return entries;
    },
    get total() {
      return total;
    },
    count: (matches) => entries.filter(matches).length,
    waitFor: (matches) => {
      const past = entries.find(matches);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => waiters.add({ matches, resolve }));
    },
    clear: () => {
      entries = [];
      total = 0;
    },
    add: (request) => {
      total += 1;
      entries.push(request);
      if (entries.length >= 2 * KEPT) entries = entries.slice(-KEPT);
      for (const waiter of waiters) {
        if (!waiter.matches(request)) continue;
        waiters.delete(waiter);
        waiter.resolve(request);
      }
    },
  };
}
