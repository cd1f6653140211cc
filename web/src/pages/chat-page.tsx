import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../src/contract/forges.ts';
import { pickNewest } from '../api/chat-cache.ts';
import { chatQuery } from '../api/chats.ts';
import { useDisconnected } from '../api/connection-state.ts';
import { isNotFound } from '../api/problem-text.ts';
import { useReadingMarks } from '../api/read-marks.ts';
import { useOpenChat } from '../api/use-open-chat.ts';
import { BranchTabs, MissingBranchBanner, useChosenStatus } from '../features/chat/branch-tabs.tsx';
import { FailureBanner, LoadProblemBanner } from '../features/chat/chat-banners.tsx';
import { ChatFacts } from '../features/chat/chat-facts.tsx';
import { ChatHeader } from '../features/chat/chat-header.tsx';
import { ChatPanels } from '../features/chat/chat-panels.tsx';
import { ChatTabs } from '../features/chat/chat-tabs.tsx';
import { useViewKeys } from '../features/chat/chat-views.ts';
import { useRefresh } from '../features/chat/use-refresh.ts';
import { findForgeHost } from '../features/status/forge-name.ts';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { type Search, toBoardHref, toChatView } from '../shared/routing/route.ts';
import { Link } from '../shared/routing/router.tsx';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { messages } from '../text/messages.ts';
import { Notice } from '../ui/notice.tsx';
import { useSlow } from '../ui/use-delayed.ts';

interface ChatPageProps {
  chatId: string;
  search: Search;
  chats: readonly Chat[] | undefined;
  forges: readonly ForgeSummary[];
}

/** Shows what the board already loaded at once, and the full chat when its request completes. */
export function ChatPage({ chatId, search, chats, forges }: ChatPageProps) {
  const opened = useQuery(chatQuery(useQueryClient(), chatId));
  useOpenChat(chatId);
  const listed = chats?.find(({ id }) => id === chatId);
  const chat = opened.data ? pickNewest(listed, opened.data) : listed;
  useReadingMarks(chat, chatId);
  const region = useRef<HTMLElement>(null);
  useEffect(() => {
    region.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main
      ref={region}
      className="chat"
      tabIndex={-1}
      data-disconnected={useDisconnected() || undefined}
      aria-label={chat?.title || messages.untitled}
      aria-busy={chat === undefined && opened.isPending}
    >
      {opened.error && isNotFound(opened.error) ? (
        <ChatNotFound search={search} />
      ) : chat ? (
        <OpenChat chat={chat} search={search} forges={forges} opened={opened} />
      ) : opened.error ? (
        <ProblemNotice error={opened.error} onRetry={() => void opened.refetch()} />
      ) : (
        <ChatSkeleton />
      )}
    </main>
  );
}

interface OpenChatProps {
  chat: Chat;
  search: Search;
  forges: readonly ForgeSummary[];
  opened: UseQueryResult<Chat>;
}

function OpenChat({ chat, search, forges, opened }: OpenChatProps) {
  const status = useChosenStatus(chat, search);
  const forge = status ? findForgeHost(status, forges) : messages.freshness.theForge;
  const refresh = useRefresh(chat, status, forge);
  const view = toChatView(search);
  const { run } = refresh;
  useShortcuts(useMemo(() => ({ r: run }), [run]));
  useViewKeys(chat.id, search);
  return (
    <>
      <ChatHeader
        chat={chat}
        status={status}
        forges={forges}
        boardHref={toBoardHref(search)}
        refresh={refresh}
      />
      <LoadProblemBanner
        loadError={opened.error}
        refreshError={refresh.error}
        onLoad={() => void opened.refetch()}
        onRefresh={run}
      />
      {status ? (
        <>
          <BranchTabs chat={chat} chosen={status} search={search} />
          <MissingBranchBanner chat={chat} search={search} />
          <ChatFacts status={status} forges={forges} search={search} />
          <FailureBanner status={status} forges={forges} onRefresh={run} />
          <ChatTabs status={status} search={search} view={view} />
          <ChatPanels
            key={`${status.git_remote_origin} ${status.git_branch}`}
            status={status}
            checkout={chat.checkout}
            forges={forges}
            search={search}
            view={view}
          />
        </>
      ) : (
        <Notice title={messages.chat.noBranchTitle}>{messages.chat.noBranchText}</Notice>
      )}
    </>
  );
}

function ChatNotFound({ search }: { search: Search }) {
  return (
    <Notice
      title={messages.problem.chatGoneTitle}
      actions={
        <Link className="button" href={toBoardHref(search)}>
          {messages.problem.buildBoard}
        </Link>
      }
    >
      {messages.problem.chatGoneText}
    </Notice>
  );
}

/** A placeholder while the chat is loading. */
function ChatSkeleton() {
  const slow = useSlow(true);
  if (!slow) return null;
  return (
    <div className="chat-skeleton">
      <output className="visually-hidden">{messages.chat.loading}</output>
      <div className="chat-skeleton-title" aria-hidden="true" />
      <div className="chat-skeleton-meta" aria-hidden="true" />
      <div className="chat-skeleton-facts" aria-hidden="true" />
      <div className="list-skeleton" aria-hidden="true">
        <div />
        <div />
        <div />
        <div />
        <div />
      </div>
    </div>
  );
}
