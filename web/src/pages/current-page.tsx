import { lazy } from 'react';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { PageMain } from '../frame/page-main.tsx';
import type { Route, Search } from '../shared/routing/route.ts';
import { messages } from '../text/messages.ts';
import { BoardLayout } from './board-layout.tsx';
import { UnknownPage } from './unknown-page.tsx';

const ForgesPage = lazy(async () => ({
  default: (await import('./forges-page.tsx')).ForgesPage,
}));
const HealthPage = lazy(async () => ({
  default: (await import('./health-page.tsx')).HealthPage,
}));

interface CurrentPageProps {
  route: Route;
  search: Search;
  forges: readonly ForgeSummary[];
}

/** What the address names. The board stays mounted beside an open chat. */
export function CurrentPage({ route, search, forges }: CurrentPageProps) {
  switch (route.page) {
    case 'board':
      return <BoardLayout chatId={undefined} search={search} forges={forges} />;
    case 'chat':
      return <BoardLayout chatId={route.chatId} search={search} forges={forges} />;
    case 'forges':
      return (
        <PageMain key="forges" title={messages.forges.title}>
          <ForgesPage forgeId={route.forgeId} />
        </PageMain>
      );
    case 'health':
      return (
        <PageMain key="health" title={messages.health.title}>
          <HealthPage />
        </PageMain>
      );
    case 'unknown':
      return (
        <PageMain key="unknown" title={messages.problem.notFoundTitle}>
          <UnknownPage />
        </PageMain>
      );
  }
}
