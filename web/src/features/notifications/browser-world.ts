import { navigate } from '../../shared/routing/location.ts';
import { toChatHref, toSearch } from '../../shared/routing/route.ts';
import type { Message } from './message.ts';
import type { NotifierWorld } from './notifier.ts';
import { isSomeTabSeen } from './one-tab.ts';
import { getPermission } from './permission.ts';
import { getSettings } from './settings-store.ts';
import { playTone } from './tone.ts';

/** The browser as the notifier sees it; `isNotifier` tells whether this tab is the one. */
export function createBrowserWorld(isNotifier: () => boolean, onNews: () => void): NotifierWorld {
  const shown = new Map<string, Notification>();
  return {
    getSettings,
    onNews,
    mayNotify: async () =>
      isNotifier() && getPermission() === 'granted' && !(await isSomeTabSeen()),
    show: (message) => {
      const notification = createNotification(message);
      if (notification) shown.set(message.tag, notification);
      if (getSettings().sound) void playTone();
    },
    close: (tag) => {
      shown.get(tag)?.close();
      shown.delete(tag);
    },
  };
}

function createNotification({ tag, title, body, chatId }: Message): Notification | undefined {
  try {
    const notification = new Notification(title, { tag, body, silent: true, icon: '/icon.png' });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      navigate(chatId === null ? '/' : toChatHref(chatId, toSearch(location.search)));
    });
    return notification;
  } catch {
    // Some mobile browsers have the constructor and refuse to be asked by a page.
    return undefined;
  }
}
