import { queryOptions } from '@tanstack/react-query';
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
