import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Health } from '../../../src/contract/health.ts';
import type { PollingState } from '../../../src/contract/polling.ts';
import { client } from './client.ts';

export const forgesQuery = queryOptions({
  queryKey: ['forges'],
  queryFn: () => client.listForges(),
  refetchInterval: 60_000,
  staleTime: 30_000,
});

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async () => (await client.listWebhooks()).feeds,
  refetchInterval: 60_000,
  staleTime: 30_000,
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async () => (await client.listSessions()).sessions,
  refetchInterval: 60_000,
  staleTime: 10_000,
});

export const headerIntervalMs = 60_000;
export const healthPageIntervalMs = 30_000;
const healthFreshMs = 20_000;
/** A forge that serves again should not be called failing for a minute. */
const troubledIntervalMs = 10_000;

function isTroubled(health: Health | undefined): boolean {
  return health?.forges.some(({ trouble }) => trouble !== null) === true;
}

/** Polled only while the page is visible, and at once when it becomes visible again. */
export function healthQuery(intervalMs: number) {
  return queryOptions({
    queryKey: ['health'],
    queryFn: () => client.getHealth(),
    refetchInterval: ({ state }) => (isTroubled(state.data) ? troubledIntervalMs : intervalMs),
    refetchOnWindowFocus: true,
    staleTime: healthFreshMs,
  });
}

/** Whether the server polls; undefined until that is known, and for a server of an earlier version. */
export function usePolling(): PollingState | undefined {
  return useQuery(healthQuery(headerIntervalMs)).data?.polling;
}
