import type { ReactNode } from 'react';
import { Link } from '../../shared/routing/link.tsx';
import { messages } from '../../text/messages.ts';

interface FactProps {
  name: string;
  /** Where the whole of it is told. */
  href: string;
  hint?: string | undefined;
  wide?: boolean;
  children: ReactNode;
}

/** One name and what is known of it, in a list of facts; all of it points to where more is told. */
export function Fact({ name, href, hint, wide, children }: FactProps) {
  return (
    <div className="fact" title={hint} data-wide={wide || undefined}>
      <dt>{name}</dt>
      <dd>
        <Link className="fact-link" href={href}>
          {children}
        </Link>
      </dd>
    </div>
  );
}

/** Nothing was told, which is not the same as nothing being there. */
export function Unknown() {
  return <span className="unknown">{messages.chat.unknown}</span>;
}

export function Absent({ children = messages.chat.none }: { children?: ReactNode }) {
  return <span className="unknown">{children}</span>;
}
