import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../src/contract/client.ts';
import { signOut } from './session.ts';

function noticeSignOut(error: Error): void {
  if (error instanceof ApiError && error.problem.status === 401) signOut();
}

/** An answer of the server is final; only an unreachable server is asked again. */
function shouldRetry(failures: number, error: Error): boolean {
  return !(error instanceof ApiError && error.problem.status < 500) && failures < 2;
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: { retry: shouldRetry, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { networkMode: 'always' },
  },
});
