import { type ReactNode, Suspense } from 'react';
import { usePageTitle } from './use-page-title.ts';

interface PageMainProps {
  /** Of the page, for the tab. */
  title: string;
  children: ReactNode;
}

/** The one main part of a page beside the board. */
export function PageMain({ title, children }: PageMainProps) {
  usePageTitle(title);
  return (
    <main tabIndex={-1} className="page">
      <Suspense>{children}</Suspense>
    </main>
  );
}
