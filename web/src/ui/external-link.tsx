import type { ReactNode } from 'react';

interface ExternalLinkProps {
  href: string | null | undefined;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** A link to what a forge named; plain text when it is no web address. */
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

/** A forge's text is hostile: only web addresses become links. */
export function parseWebAddress(text: string | null | undefined): string | undefined {
  if (!text || !/^https?:\/\//i.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}
