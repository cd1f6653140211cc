import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useState } from 'react';
import type { Chat } from '../../src/contract/chat.ts';
import type { ForgeSummary } from '../../src/contract/forges.ts';
import { chatsQuery } from './api/chats.ts';
import { forgesQuery } from './api/polled-queries.ts';
import { useSignedOut } from './api/session.ts';
import { useLiveUpdates } from './api/use-live-updates.ts';
import { BoardFilterBar } from './features/board/board-filter-bar.tsx';
import { NotificationWatcher } from './features/notifications/notification-watcher.tsx';
import { type PaletteState, usePalette } from './features/palette/use-palette.ts';
import { AppHeader } from './frame/app-header.tsx';
import { HelpDialog } from './frame/help-dialog.tsx';
import { SkipLink, usePageFocus } from './frame/page-main.tsx';
import { useGlobalShortcuts } from './frame/use-global-shortcuts.ts';
import { CurrentPage } from './pages/current-page.tsx';
import { SignedOutPage } from './pages/signed-out-page.tsx';
import { type Search, toBoardHref } from './shared/routing/route.ts';
import { useRoute, useSearch } from './shared/routing/router.tsx';

const Palette = lazy(async () => ({
  default: (await import('./features/palette/palette.tsx')).Palette,
}));
const noForges: readonly ForgeSummary[] = [];
const noChats: readonly Chat[] = [];

export function App() {
  return useSignedOut() ? <SignedOutPage /> : <SignedInApp />;
}

function SignedInApp() {
  useLiveUpdates();
  const route = useRoute();
  const search = useSearch();
  const [helpOpen, setHelpOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  const palette = usePalette(route, search);
  const forges = useQuery(forgesQuery).data ?? noForges;
  useGlobalShortcuts(route, search, openHelp);
  usePageFocus(route);
  const onBoard = route.page === 'board' || route.page === 'chat';
  return (
    <div className="app" data-page={route.page}>
      <AppHeader
        skip={<SkipLink toChat={route.page === 'chat'} />}
        homeHref={toBoardHref(search)}
        forges={forges}
        onPalette={palette.toggle}
        onHelp={openHelp}
      >
        {onBoard && <BoardFilterBar search={search} />}
      </AppHeader>
      <CurrentPage route={route} search={search} forges={forges} />
      <HelpDialog open={helpOpen} onClose={() => setHelpOpen(false)} />
      {palette.wanted && (
        <Suspense>
          <AppPalette palette={palette} search={search} forges={forges} onHelp={openHelp} />
        </Suspense>
      )}
      <NotificationWatcher />
    </div>
  );
}

interface AppPaletteProps {
  palette: PaletteState;
  search: Search;
  forges: readonly ForgeSummary[];
  onHelp: () => void;
}

function AppPalette({ palette, ...rest }: AppPaletteProps) {
  const chats = useQuery(chatsQuery(useQueryClient())).data ?? noChats;
  return (
    <Palette
      {...rest}
      open={palette.open}
      onClose={palette.close}
      chats={chats}
      target={palette.target}
    />
  );
}
