import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ForgeSummary } from '../../src/contract/forge-summary.ts';
import { forgesQuery } from './api/forges.ts';
import { useLiveUpdates } from './api/use-live-updates.ts';
import { AppHeader } from './components/app-header.tsx';
import { BoardFilterBar } from './components/board-filter-bar.tsx';
import { HelpDialog } from './components/help-dialog.tsx';
import {
  findFocusedChatId,
  focusRowOf,
  moveRowFocus,
  openFocusedRow,
} from './components/row-focus.ts';
import { useRefreshChat } from './components/use-refresh-chat.ts';
import { useShortcuts } from './components/use-shortcuts.ts';
import { BoardLayout } from './pages/board-layout.tsx';
import { SignedOutPage } from './pages/signed-out-page.tsx';
import { Link } from './routes/link.tsx';
import { navigate, useRoute, useSearch } from './routes/location.ts';
import { type Route, type Search, toBoardHref } from './routes/route.ts';
import { useSignedOut } from './session/session.ts';
import { Notice } from './ui/notice.tsx';
import { words } from './words.ts';

const ForgesPage = lazy(async () => ({
  default: (await import('./pages/forges-page.tsx')).ForgesPage,
}));
const noForges: readonly ForgeSummary[] = [];

export function App() {
  return useSignedOut() ? <SignedOutPage /> : <SignedInApp />;
}

function SignedInApp() {
  useLiveUpdates();
  const route = useRoute();
  const search = useSearch();
  const [helpOpen, setHelpOpen] = useState(false);
  const forges = useQuery(forgesQuery).data ?? noForges;
  useGlobalShortcuts(route, search, () => setHelpOpen(true));
  const onBoard = route.page === 'board' || route.page === 'chat';
  return (
    <div className="app" data-page={route.page}>
      <AppHeader homeHref={toBoardHref(search)} forges={forges} onHelp={() => setHelpOpen(true)}>
        {onBoard && <BoardFilterBar search={search} />}
      </AppHeader>
      {onBoard && (
        <BoardLayout
          chatId={route.page === 'chat' ? route.chatId : undefined}
          search={search}
          forges={forges}
        />
      )}
      {route.page === 'forges' && (
        <Suspense fallback={<main />}>
          <ForgesPage forgeId={route.forgeId} />
        </Suspense>
      )}
      {route.page === 'unknown' && <UnknownPage />}
      <HelpDialog open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function UnknownPage() {
  return (
    <main>
      <Notice
        title={words.problem.notFoundTitle}
        actions={
          <Link className="button" href="/">
            {words.problem.toBoard}
          </Link>
        }
      />
    </main>
  );
}

function useGlobalShortcuts(route: Route, search: Search, onHelp: () => void): void {
  const queryClient = useQueryClient();
  const { mutate: refreshChat } = useRefreshChat();
  const shortcuts = useMemo(() => {
    const always = {
      j: () => moveRowFocus(1),
      k: () => moveRowFocus(-1),
      o: openFocusedRow,
      '/': () => document.querySelector<HTMLInputElement>('[data-filter]')?.select(),
      '?': onHelp,
      Escape: () => leave(route, search),
    };
    if (route.page === 'chat') return always;
    return {
      ...always,
      r: () => {
        const chatId = findFocusedChatId();
        if (chatId === undefined) void queryClient.invalidateQueries();
        else refreshChat(chatId);
      },
    };
  }, [route, search, onHelp, queryClient, refreshChat]);
  useShortcuts(shortcuts);
}

/** Escape leaves one thing at a time: the filter box, its text, then the page. */
function leave(route: Route, search: Search): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLInputElement) return focused.blur();
  if (route.page === 'chat') {
    const { chatId } = route;
    navigate(toBoardHref(search));
    requestAnimationFrame(() => focusRowOf(chatId));
  } else if (route.page === 'board') {
    navigate('/', 'replace');
  } else {
    navigate('/');
  }
}
