import type { ComponentProps } from 'react';
import { Link } from './routing/link.tsx';
import { useKeptHref } from './use-kept-href.ts';

/** A link to another page that takes the board's filter along. */
export function KeptLink({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  return <Link {...rest} href={useKeptHref(href)} />;
}
