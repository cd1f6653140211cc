import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { chatsQuery } from '../api/chats.ts';
import { toBoard } from '../board/sections.ts';
import { Announcer } from '../components/announcer.tsx';
import { BoardList } from '../components/board-list.tsx';
import { EmptyBoard } from '../components/empty-board.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import type { Search } from '../routes/route.ts';
import { useSlow } from '../ui/use-slow.ts';
import { words } from '../words.ts';
import { ChatPage } from './chat-page.tsx';

interface BoardLayoutProps {
  chatId: string | undefined;
  search: Search;
  forges: readonly ForgeSummary[];
}

/** The board, and beside it the open chat. On a narrow page the chat covers the board. */
export function BoardLayout({ chatId, search, forges }: BoardLayoutProps) {
  const queryClient = useQueryClient();
  const chats = useQuery(chatsQuery(queryClient));
  const slow = useSlow(chats.isPending);
  useTitle(chatId, chats.data);
  return (
    <div className="layout" data-open={chatId === undefined ? undefined : true}>
      <main className="layout-list" aria-busy={chats.isPending}>
        {chats.data ? (
          <Chats chats={chats.data} forges={forges} search={search} chatId={chatId} />
        ) : (
          chats.error && <ProblemNotice error={chats.error} onRetry={() => void chats.refetch()} />
        )}
        {slow && <BoardSkeleton />}
      </main>
      {chatId !== undefined && (
        <ChatPage key={chatId} chatId={chatId} search={search} chats={chats.data} forges={forges} />
      )}
      {chats.data && <Announcer chats={chats.data} />}
    </div>
  );
}

function Chats(props: {
  chats: readonly Chat[];
  forges: readonly ForgeSummary[];
  search: Search;
  chatId: string | undefined;
}) {
  if (props.chats.length === 0) return <EmptyBoard />;
  return (
    <BoardList
      chats={props.chats}
      forges={props.forges}
      search={props.search}
      currentChatId={props.chatId}
    />
  );
}

function BoardSkeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}

/** The number of chats that need a person is told by the tab as well. */
function useTitle(chatId: string | undefined, chats: readonly Chat[] | undefined): void {
  useEffect(() => {
    const waiting = chats ? toBoard(chats).needs_you.length : 0;
    const title = chats?.find(({ id }) => id === chatId)?.title;
    const name = title ? `${title} · ${words.product}` : words.product;
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }, [chatId, chats]);
}
