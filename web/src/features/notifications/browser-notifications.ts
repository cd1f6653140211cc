import { parseSearch, toChatHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import type { Message } from './alerts.ts';
import { getPermission, getSettings } from './notification-preferences.ts';
import type { NotifierWorld } from './notifier.ts';
import { isSomeTabSeen } from './tab-locks.ts';

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
      navigate(chatId === null ? '/' : toChatHref(chatId, parseSearch(location.search)));
    });
    return notification;
  } catch {
    // Some mobile browsers have the constructor and refuse to be asked by a page.
    return undefined;
  }
}

/** A dot on the icon of the tab: something newly needs a person since the page was last seen. */
export function showFaviconDot(shown: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = shown ? '/favicon-news.svg' : '/favicon.svg';
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href);
}

const lengthSeconds = 0.22;
const loudness = 0.05;
const longestWaitMs = 1_000;

let audio: AudioContext | undefined;

/** Two short notes, quiet. Silent where the browser has not heard a click on this page yet. */
export async function playTone(): Promise<void> {
  audio ??= new AudioContext();
  const context = audio;
  const askedAtMs = performance.now();
  await context.resume();
  // Allowed only now, it would sound long after what it tells of.
  if (performance.now() - askedAtMs > longestWaitMs) return;
  const start = context.currentTime;
  playNote(context, 660, start);
  playNote(context, 880, start + lengthSeconds / 2);
}

function playNote(context: AudioContext, frequency: number, start: number): void {
  const note = new OscillatorNode(context, { type: 'sine', frequency });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + lengthSeconds);
  note.connect(volume).connect(context.destination);
  note.start(start);
  note.stop(start + lengthSeconds);
}
