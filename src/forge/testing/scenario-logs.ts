import type { StubResponse } from './forge-double.ts';
import type { ScenarioLogs } from './forge-scenario.ts';

/** The logs of a double, by the name of the check. */
export interface StoredLogs extends ScenarioLogs {
  /** The response to a request for a log; `notFound` where there is none. */
  respond(check: string | undefined, notFound: StubResponse): StubResponse;
  /** The log alone. */
  find(check: string | undefined): string | undefined;
}

export function createStoredLogs(): StoredLogs {
  const logs = new Map<string, string>();
  let isRefused = false;
  const find = (check: string | undefined) => (check === undefined ? undefined : logs.get(check));
  return {
    put: (check, text) => void logs.set(check, text),
    remove: (check) => void logs.delete(check),
    refuse: () => {
      isRefused = true;
    },
    find,
    respond(check, notFound) {
      if (isRefused) return { status: 403, body: { message: 'Insufficient privileges' } };
      const body = find(check);
      return body === undefined
        ? notFound
        : { headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
    },
  };
}
