import type { ComponentProps } from 'react';
import { toHref } from './routing/route.ts';
import { Link, useSearch } from './routing/router.tsx';

/** A link to another page that takes the board's filter along. */
export function LinkPreservingFilters({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  return <Link {...rest} href={useHrefPreservingFilters(href)} />;
}

/** The board's filter travels along, so that the way back leads to the same view. */
export function useHrefPreservingFilters(path: string): string {
  const { q, state } = useSearch();
  return toHref(path, { q, state });
}
