import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, createClient } from '../../../src/contract/client.ts';
import { getConnectionState } from './connection-state.ts';
import { serverClock } from './server-clock.ts';
import { getPageSecret, signOut } from './session.ts';

/** Calls the server that served the page. An HttpOnly cookie and the page's secret authenticate it. */
export const client = createClient({ baseUrl: '', getPageSecret, serverClock });

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: detectSignOut }),
  mutationCache: new MutationCache({ onError: detectSignOut }),
  defaultOptions: {
    queries: { retry: shouldRetry, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { networkMode: 'always' },
  },
});

function detectSignOut(error: Error): void {
  if (error instanceof ApiError && error.problem.status === 401) signOut();
}

/**
 * A 4xx response is final; server errors and an unreachable server are retried. While the page is offline, what it
 * cannot show is said at once.
 */
function shouldRetry(failures: number, error: Error): boolean {
  if (getConnectionState() === 'offline') return false;
  return !(error instanceof ApiError && error.problem.status < 500) && failures < 2;
}
