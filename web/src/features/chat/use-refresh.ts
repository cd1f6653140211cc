import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { adoptChat } from '../../api/chats.ts';
import { client } from '../../api/client.ts';
import { type RefreshReport, toRefreshReport } from './refresh-report.ts';

const shownMs = 20_000;

export interface Refresh {
  run: () => void;
  running: boolean;
  error: Error | null;
  /** What the last one brought; gone after a while. */
  report: RefreshReport | undefined;
}

/** Refreshes the open chat and tells what that changed; one at a time. */
export function useRefreshReport(chat: Chat, status: DiffStatus | null, forge: string): Refresh {
  const { mutate, isPending, error } = useRefreshChat();
  const [report, setReport] = useState<RefreshReport>();
  const latest = useRef({ chat, status, forge, isPending });
  useEffect(() => {
    latest.current = { chat, status, forge, isPending };
  });
  useEffect(() => {
    if (report === undefined) return;
    const timer = setTimeout(() => setReport(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [report]);
  const run = useCallback(() => {
    const { chat: before, status: shown, forge: name, isPending: busy } = latest.current;
    if (busy) return;
    setReport(undefined);
    mutate(before.id, {
      onSuccess: (after) => setReport(toRefreshReport(before, after, shown, name, Date.now())),
    });
  }, [mutate]);
  useEffect(() => registerOpenRefresh({ chatId: chat.id, run }), [chat.id, run]);
  return { run, running: isPending, error, report };
}

/** The refresh of the chat that is open: it shows that it runs, and says what it brought. */
interface OpenRefresh {
  chatId: string;
  run: () => void;
}

let current: OpenRefresh | undefined;

/** Returns how to end it. */
function registerOpenRefresh(refresh: OpenRefresh): () => void {
  current = refresh;
  return () => {
    if (current === refresh) current = undefined;
  };
}

export function findOpenRefresh(chatId: string): (() => void) | undefined {
  return current?.chatId === chatId ? current.run : undefined;
}

const readWithTheChat = ['checks', 'reviews', 'timeline'] as const;

/** Asks the forge about a chat now; what is in view beside the chat is read again as well. */
export function useRefreshChat() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (chatId: string) => client.refreshChat(chatId),
    onSuccess: (chat) => {
      adoptChat(queryClient, chat);
      for (const part of readWithTheChat) {
        void queryClient.invalidateQueries({ queryKey: [part, chat.id] });
      }
    },
  });
}
