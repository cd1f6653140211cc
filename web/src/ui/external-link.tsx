import type { ReactNode } from 'react';

interface ExternalLinkProps {
  href: string | null | undefined;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** A link to an address from a forge; plain text if it is not a web address. */
export function ExternalLink({ href, className, label, children }: ExternalLinkProps) {
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

/** Text from a forge is untrusted: only http and https addresses become links. */
export function parseWebAddress(text: string | null | undefined): string | undefined {
  if (!text || !/^https?:\/\//i.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}
