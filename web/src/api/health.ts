import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** The header is content with a minute; who looks at the page of health wants it newer. */
export const headerRhythmMs = 60_000;
export const pageRhythmMs = 30_000;
const freshMs = 20_000;

/** Read while the page is seen only, and at once when it is seen again. */
export function healthQuery(rhythmMs: number) {
  return queryOptions({
    queryKey: ['health'],
    queryFn: () => client.getHealth(),
    refetchInterval: rhythmMs,
    refetchOnWindowFocus: true,
    staleTime: freshMs,
  });
}
