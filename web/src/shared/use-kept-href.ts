import { useSearch } from './routing/location.ts';
import { toHref } from './routing/route.ts';

/** The board's filter travels along, so that the way back leads to the same view. */
export function useKeptHref(path: string): string {
  const { q, state } = useSearch();
  return toHref(path, { q, state });
}
