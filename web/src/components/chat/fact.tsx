import type { ReactNode } from 'react';
import { words } from '../words.ts';

interface FactProps {
  name: string;
  hint?: string | undefined;
  wide?: boolean;
  children: ReactNode;
}

/** One name and what is known of it, in a list of facts. */
export function Fact({ name, hint, wide, children }: FactProps) {
  return (
    <div className="fact" title={hint} data-wide={wide || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Nothing was told, which is not the same as nothing being there. */
export function Unknown() {
  return <span className="unknown">{words.chat.unknown}</span>;
}

export function Absent({ children = words.chat.none }: { children?: ReactNode }) {
  return <span className="unknown">{children}</span>;
}
