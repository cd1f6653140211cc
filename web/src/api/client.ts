import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { ApiError, createClient } from '../../../src/contract/client.ts';

/** Calls the server that served the page. An HttpOnly cookie authenticates it. */
export const client = createClient({ baseUrl: '' });

const signOutListeners = new Set<() => void>();
let signedOut = false;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: detectSignOut }),
  mutationCache: new MutationCache({ onError: detectSignOut }),
  defaultOptions: {
    queries: { retry: shouldRetry, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { networkMode: 'always' },
  },
});

/** True once the server has answered 401. */
export function useSignedOut(): boolean {
  return useSyncExternalStore(subscribeToSignOut, () => signedOut);
}

function detectSignOut(error: Error): void {
  if (!(error instanceof ApiError && error.problem.status === 401)) return;
  signedOut = true;
  for (const listener of signOutListeners) listener();
}

/** A 4xx response is final; server errors and an unreachable server are retried. */
function shouldRetry(failures: number, error: Error): boolean {
  return !(error instanceof ApiError && error.problem.status < 500) && failures < 2;
}

function subscribeToSignOut(listener: () => void): () => void {
  signOutListeners.add(listener);
  return () => signOutListeners.delete(listener);
}
