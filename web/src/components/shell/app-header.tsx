import { KeyIcon, QuestionIcon } from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { Link } from '../routes/link.tsx';
import { words } from '../words.ts';
import { BrandMark } from './brand-mark.tsx';
import { ConnectionMark } from './connection-mark.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

interface AppHeaderProps {
  homeHref: string;
  forges: readonly ForgeSummary[];
  onHelp: () => void;
  children?: ReactNode;
}

export function AppHeader({ homeHref, forges, onHelp, children }: AppHeaderProps) {
  const warning = forges.some((forge) => !forge.token_linked || forge.paused_until !== null);
  return (
    <header className="app-header">
      <Link className="brand" href={homeHref}>
        <BrandMark />
        {words.product}
      </Link>
      <div className="app-header-middle">{children}</div>
      <div className="app-header-end">
        <ConnectionMark />
        <Link
          className="icon-button"
          href="/forges"
          aria-label={words.links.forges}
          title={warning ? words.forgesWarning : words.links.forges}
          data-warning={warning || undefined}
        >
          <KeyIcon size={16} />
        </Link>
        <ThemeToggle />
        <button
          type="button"
          className="icon-button help-button"
          onClick={onHelp}
          aria-label={words.links.help}
          title={words.links.help}
        >
          <QuestionIcon size={16} />
        </button>
      </div>
    </header>
  );
}
