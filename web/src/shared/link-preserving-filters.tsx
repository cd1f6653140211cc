import type { ComponentProps } from 'react';
import { toHref } from './routing/route.ts';
import { Link, useSearch } from './routing/router.tsx';

/** A link to another page that keeps the board's filter in the address. */
export function LinkPreservingFilters({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  return <Link {...rest} href={useHrefPreservingFilters(href)} />;
}

/** Adds the board's filter, so that going back shows the same view. */
export function useHrefPreservingFilters(path: string): string {
  const { q, state } = useSearch();
  return toHref(path, { q, state });
}
