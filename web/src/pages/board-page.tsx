import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ForgeSummary } from '../../../src/contract/forges.ts';
import { chatsQuery, useChatListLoad } from '../api/chats.ts';
import { BoardList } from '../features/board/board-list.tsx';
import { BoardStatus } from '../features/board/board-status.tsx';
import { BoardToolbar } from '../features/board/board-toolbar.tsx';
import { EmptyBoard } from '../features/board/empty-board.tsx';
import { Announcer } from '../frame/announcer.tsx';
import { useDocumentTitle } from '../frame/use-document-title.ts';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import type { Search } from '../shared/routing/route.ts';
import { useChatList } from '../shared/use-chat-list.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { messages } from '../text/messages.ts';
import { useSlow } from '../ui/use-delayed.ts';
import { ChatPage } from './chat-page.tsx';

interface BoardPageProps {
  chatId: string | undefined;
  search: Search;
  forges: readonly ForgeSummary[];
}

/** The board, and next to it the open chat. On narrow screens the chat covers the board. */
export function BoardPage({ chatId, search, forges }: BoardPageProps) {
  const queryClient = useQueryClient();
  const chats = useQuery(chatsQuery(queryClient));
  const { complete } = useChatListLoad();
  const slow = useSlow(chats.isPending);
  const title = chats.data?.find(({ id }) => id === chatId)?.title ?? '';
  useDocumentTitle(title, chats.data);
  const list = useListKeys(chatId !== undefined);
  const retry = () => void chats.refetch();
  return (
    <div
      className="layout"
      data-open={chatId === undefined ? undefined : true}
      data-list={list.shown ? undefined : 'hidden'}
    >
      <div
        className="layout-list"
        role={chatId === undefined ? 'main' : 'region'}
        aria-label={messages.links.board}
        aria-busy={chats.isPending}
      >
        {chatId === undefined && chats.data?.length !== 0 && (
          <h1 className="visually-hidden">{messages.links.board}</h1>
        )}
        {chats.data && chats.data.length > 0 && (
          <BoardList
            chats={chats.data}
            complete={complete}
            forges={forges}
            search={search}
            currentChatId={chatId}
          />
        )}
        {chats.data?.length === 0 && <EmptyBoard />}
        {!chats.data && chats.error && <ProblemNotice error={chats.error} onRetry={retry} />}
        {slow && !chats.error && <BoardSkeleton />}
        <div className="board-floating">
          {chats.data && (
            <BoardStatus
              forges={forges}
              besideChat={chatId !== undefined}
              loadedSoFar={complete || chats.error ? undefined : chats.data.length}
              onRetry={chats.error ? retry : undefined}
            />
          )}
          <BoardToolbar search={search} />
        </div>
      </div>
      {chatId !== undefined && (
        <ChatPage key={chatId} chatId={chatId} search={search} chats={chats.data} forges={forges} />
      )}
      {chats.data && complete && <Announcer chats={chats.data} />}
    </div>
  );
}

function useListKeys(open: boolean) {
  const list = useChatList();
  const { toggle } = list;
  useShortcuts(useMemo(() => (open ? { b: toggle, '\\': toggle } : noKeys), [open, toggle]));
  return list;
}

const noKeys = {};

function BoardSkeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}
