import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { adoptChat } from '../../api/chats.ts';
import { client } from '../../api/client.ts';
import { serverClock } from '../../api/server-clock.ts';
import { buildRefreshReport, type RefreshReport } from './refresh-report.ts';

const shownMs = 20_000;

export interface Refresh {
  run: () => void;
  running: boolean;
  error: Error | null;
  /** The result of the last refresh; removed after a while. */
  report: RefreshReport | undefined;
}

/** Refreshes the open chat, one refresh at a time, and reports what changed. */
export function useRefresh(chat: Chat, status: DiffStatus | null, forge: string): Refresh {
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
      onSuccess: (after) =>
        setReport(buildRefreshReport(before, after, shown, name, serverClock.now())),
    });
  }, [mutate]);
  useEffect(() => registerOpenRefresh({ chatId: chat.id, run }), [chat.id, run]);
  return { run, running: isPending, error, report };
}

interface OpenRefresh {
  chatId: string;
  run: () => void;
}

/** The refresh of the open chat, so that the command menu shows its progress and result. */
let current: OpenRefresh | undefined;

/** Returns a function that unregisters it. */
function registerOpenRefresh(refresh: OpenRefresh): () => void {
  current = refresh;
  return () => {
    if (current === refresh) current = undefined;
  };
}

export function findOpenRefresh(chatId: string): (() => void) | undefined {
  return current?.chatId === chatId ? current.run : undefined;
}

const reloadedQueries = ['checks', 'reviews', 'timeline'] as const;

/** Refreshes a chat from its forge now, and reloads the lists that belong to it. */
export function useRefreshChat() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (chatId: string) => client.refreshChat(chatId),
    onSuccess: (chat) => {
      adoptChat(queryClient, chat);
      for (const name of reloadedQueries) {
        void queryClient.invalidateQueries({ queryKey: [name, chat.id] });
      }
    },
  });
}
