import { lazy } from 'react';
import type { ForgeSummary } from '../../../src/contract/forges.ts';
import { PageMain } from '../frame/page-main.tsx';
import type { Route, Search } from '../shared/routing/route.ts';
import { Link } from '../shared/routing/router.tsx';
import { messages } from '../text/messages.ts';
import { BoardPage } from './board-page.tsx';

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

/** The page for the current route. The board stays mounted next to an open chat. */
export function CurrentPage({ route, search, forges }: CurrentPageProps) {
  switch (route.page) {
    case 'board':
      return <BoardPage chatId={undefined} search={search} forges={forges} />;
    case 'chat':
      return <BoardPage chatId={route.chatId} search={search} forges={forges} />;
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

function UnknownPage() {
  return (
    <div className="standalone">
      <h1>{messages.problem.notFoundTitle}</h1>
      <p className="lead">{messages.problem.notFoundText(location.pathname)}</p>
      <p>
        <Link className="button button-primary" href="/">
          {messages.problem.buildBoard}
        </Link>
      </p>
    </div>
  );
}
