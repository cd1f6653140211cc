import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { toNewest } from '../api/chat-cache.ts';
import { chatQuery } from '../api/chats.ts';
import { isNotFound, toProblemWords } from '../api/problem-words.ts';
import { Banner } from '../components/banner.tsx';
import { BranchTabs } from '../components/branch-tabs.tsx';
import { ChatFacts } from '../components/chat-facts.tsx';
import { ChatHeader } from '../components/chat-header.tsx';
import { DiffPanel } from '../components/diff-panel.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useRefreshChat } from '../components/use-refresh-chat.ts';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { Link } from '../routes/link.tsx';
import { type Search, toBoardHref } from '../routes/route.ts';
import { Notice } from '../ui/notice.tsx';
import { words } from '../words.ts';

interface ChatPageProps {
  chatId: string;
  search: Search;
  chats: readonly Chat[] | undefined;
  forges: readonly ForgeSummary[];
}

/** What the board knows is shown at once; the opening answer fills it in. */
export function ChatPage({ chatId, search, chats, forges }: ChatPageProps) {
  const opened = useQuery(chatQuery(useQueryClient(), chatId));
  const listed = chats?.find(({ id }) => id === chatId);
  const chat = opened.data ? toNewest(listed, opened.data) : listed;
  const region = useRef<HTMLElement>(null);
  useEffect(() => {
    region.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section ref={region} className="chat" tabIndex={-1} aria-label={chat?.title || words.untitled}>
      {opened.error && isNotFound(opened.error) ? (
        <GoneChat search={search} />
      ) : chat ? (
        <OpenChat chat={chat} search={search} forges={forges} />
      ) : (
        opened.error && <ProblemNotice error={opened.error} onRetry={() => void opened.refetch()} />
      )}
    </section>
  );
}

function OpenChat(props: { chat: Chat; search: Search; forges: readonly ForgeSummary[] }) {
  const { chat, search, forges } = props;
  const status = findStatus(chat, search);
  const { mutate, isPending, error } = useRefreshChat();
  const refresh = () => {
    if (!isPending) mutate(chat.id);
  };
  useShortcuts(useMemo(() => ({ r: () => mutate(chat.id) }), [mutate, chat.id]));
  return (
    <>
      <ChatHeader
        chat={chat}
        status={status}
        forges={forges}
        boardHref={toBoardHref(search)}
        refreshing={isPending}
        onRefresh={refresh}
      />
      {error && <RefreshProblem error={error} onRetry={refresh} />}
      {status ? (
        <>
          <BranchTabs chat={chat} chosen={status} search={search} />
          <ChatFacts key={`facts ${toKey(status)}`} status={status} forges={forges} />
          <FailureNotice status={status} forges={forges} onRefresh={refresh} />
          <DiffPanel key={toKey(status)} status={status} />
        </>
      ) : (
        <Notice title={words.chat.noBranchTitle}>{words.chat.noBranchText}</Notice>
      )}
    </>
  );
}

function RefreshProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { title, text } = toProblemWords(error);
  return (
    <Banner
      title={words.chat.refreshFailed}
      text={`${title}. ${text}`}
      action={
        <button type="button" className="button" onClick={onRetry}>
          {words.problem.tryAgain}
        </button>
      }
    />
  );
}

/** The branch the address names, else the primary one. */
function findStatus(chat: Chat, { origin, branch }: Search): DiffStatus | null {
  const named = chat.diff_statuses.find(
    (status) => status.git_branch === branch && status.git_remote_origin === origin,
  );
  return named ?? chat.diff_statuses[0] ?? null;
}

function toKey(status: DiffStatus): string {
  return `${status.git_remote_origin} ${status.git_branch}`;
}

function GoneChat({ search }: { search: Search }) {
  return (
    <Notice
      title={words.problem.chatGoneTitle}
      actions={
        <Link className="button" href={toBoardHref(search)}>
          {words.problem.toBoard}
        </Link>
      }
    >
      {words.problem.chatGoneText}
    </Notice>
  );
}
