import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async () => (await client.listWebhooks()).feeds,
  refetchInterval: 60_000,
  staleTime: 30_000,
});
