import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { adoptChanges, getChatListLoad } from './chats.ts';
import { setConnectionState } from './connection-state.ts';
import { beforeNextFrame, EventBatch } from './event-batch.ts';
import {
  type ConnectionState,
  type EventSourceLike,
  EventStream,
  type EventStreamListener,
  type LiveEvent,
} from './event-stream.ts';
import { FetchEventSource } from './fetch-event-source.ts';
import { SharedEventStream, type TabChannel, type TabMessage } from './shared-event-stream.ts';

const channelName = 'afterpush-events';

/** Keeps the query cache current while the page is open. */
export function useLiveUpdates(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const apply = (events: LiveEvent[]) => applyEvents(queryClient, events);
    const batch = new EventBatch(apply, beforeNextFrame);
    const onEvent = (event: LiveEvent) => batch.add(event);
    const onState = (state: ConnectionState) => applyState(queryClient, state);
    followEvents({ onEvent, onState }, stop.signal);
    return () => {
      stop.abort();
      batch.stop();
    };
  }, [queryClient]);
}

/** Anything fetched while no events arrived may have missed changes. S4 */
function applyState(queryClient: QueryClient, state: ConnectionState): void {
  setConnectionState(state);
  if (state === 'live' && !getChatListLoad().live) refetchAll(queryClient);
}

function applyEvents(queryClient: QueryClient, events: readonly LiveEvent[]): void {
  const changes = new Map<string, Chat | undefined>();
  for (const event of events) {
    switch (event.name) {
      case 'diff_status_change':
      case 'chat_created':
        changes.set(event.data.chat.id, event.data.chat);
        break;
      case 'chat_deleted':
        changes.set(event.data.chat_id, undefined);
        break;
      case 'comment_change':
        void queryClient.invalidateQueries({ queryKey: ['comments', event.data.chat_id] });
        break;
      case 'resync':
        break;
    }
  }
  if (changes.size > 0) adoptChanges(queryClient, changes);
  if (events.some(({ name }) => name === 'resync')) refetchAll(queryClient);
}

const liveQueries = [
  'chats',
  'chat',
  'forges',
  'webhooks',
  'comments',
  'timeline',
  'reviews',
  'health',
];

function refetchAll(queryClient: QueryClient): void {
  for (const name of liveQueries) void queryClient.invalidateQueries({ queryKey: [name] });
}

/**
 * Shares one event stream with the other tabs of this browser. Locks need a secure context: over
 * plain HTTP from another machine, each tab opens its own stream.
 */
function followEvents(listener: EventStreamListener, signal: AbortSignal): void {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') {
    return new EventStream(openSource, listener, { network: window }).run(signal);
  }
  const tab = {
    id: crypto.randomUUID(),
    openSource,
    openChannel,
    locks: navigator.locks,
    network: window,
    isVisible: () => !document.hidden,
  };
  new SharedEventStream(tab, listener).run(signal);
}

function openSource(): EventSourceLike {
  return new FetchEventSource('/api/v1/events');
}

function openChannel(): TabChannel {
  const channel = new BroadcastChannel(channelName);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
    send: (message) => channel.postMessage(message),
    listen: (listener) =>
      channel.addEventListener('message', ({ data }) => listener(data as TabMessage)),
    close: () => channel.close(),
  };
}
