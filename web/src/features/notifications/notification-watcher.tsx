import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { chatsQuery, useChatListLoad } from '../../api/chats.ts';
import { createBrowserWorld, showFaviconDot } from './browser-notifications.ts';
import { Notifier } from './notifier.ts';
import { tellWhetherSeen, whileNotifier } from './tab-locks.ts';

/** Follows the chats on every page, to tell of what newly needs a person. Shows nothing itself. */
export function NewsWatcher() {
  const { data: chats } = useQuery(chatsQuery(useQueryClient()));
  const { complete } = useChatListLoad();
  const notifier = useRef<Notifier>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    let isNotifier = false;
    whileNotifier(stop.signal, (is) => {
      isNotifier = is;
    });
    tellWhetherSeen(stop.signal);
    const world = createBrowserWorld(
      () => isNotifier,
      () => showFaviconDot(document.hidden),
    );
    notifier.current = new Notifier(world, stop.signal);
    const onSeen = () => {
      if (!document.hidden) showFaviconDot(false);
    };
    document.addEventListener('visibilitychange', onSeen, { signal: stop.signal });
    return () => stop.abort();
  }, []);
  useEffect(() => {
    // A first page is not all there is: what comes after it would be taken for news.
    if (chats && complete) notifier.current?.follow(chats);
  }, [chats, complete]);
  return null;
}
