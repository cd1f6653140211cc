import type { BenchForge } from './forge-client.ts';

/** The forge as a replica is configured with it. */
export function toForges({ apiBaseUrl }: Pick<BenchForge, 'apiBaseUrl'>): string {
  const entry = { id: 'bench', type: 'github', api_base_url: apiBaseUrl, token: 'token-of-ada' };
  return JSON.stringify([entry]);
}
