import type { ReactNode } from 'react';
import { parseWebAddress } from './web-address.ts';

interface OutsideLinkProps {
  href: string | null | undefined;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** A link to what a forge named; plain text when it is no web address. */
export function OutsideLink({ href, className, label, children }: OutsideLinkProps) {
  const address = parseWebAddress(href);
  if (address === undefined) return <span className={className}>{children}</span>;
  return (
    <a
      className={className}
      href={address}
      target="_blank"
      rel="noreferrer"
      aria-label={label}
      title={label}
    >
      {children}
    </a>
  );
}
