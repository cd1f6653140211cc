import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { chatsQuery, useChatListLoad } from '../../api/chats.ts';
import { createNotifierDeps, showFaviconDot } from './browser-notifications.ts';
import { Notifier } from './notifier.ts';
import { electNotifier, holdWhileVisible } from './tab-locks.ts';

/** Follows the chats on every page and sends notifications. Renders nothing. */
export function NotificationWatcher() {
  const { data: chats } = useQuery(chatsQuery(useQueryClient()));
  const { complete } = useChatListLoad();
  const notifier = useRef<Notifier>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    let isNotifier = false;
    electNotifier(stop.signal, (is) => {
      isNotifier = is;
    });
    holdWhileVisible(stop.signal);
    const deps = createNotifierDeps(
      () => isNotifier,
      () => showFaviconDot(document.hidden),
    );
    notifier.current = new Notifier(deps, stop.signal);
    const onVisible = () => {
      if (!document.hidden) showFaviconDot(false);
    };
    document.addEventListener('visibilitychange', onVisible, { signal: stop.signal });
    return () => stop.abort();
  }, []);
  useEffect(() => {
    // While the list is incomplete, the chats that are still to load would look like alerts.
    if (chats && complete) notifier.current?.follow(chats);
  }, [chats, complete]);
  return null;
}
