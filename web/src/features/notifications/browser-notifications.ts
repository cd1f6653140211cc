import { parseSearch, toChatHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import type { NotificationContent } from './alerts.ts';
import { getPermission, getSettings } from './notification-preferences.ts';
import type { NotifierDeps } from './notifier.ts';
import { isAnyTabVisible } from './tab-locks.ts';

/** `isNotifier` returns whether this tab is the one that notifies. */
export function createNotifierDeps(isNotifier: () => boolean, onAlert: () => void): NotifierDeps {
  const shown = new Map<string, Notification>();
  return {
    getSettings,
    onAlert,
    mayNotify: async () =>
      isNotifier() && getPermission() === 'granted' && !(await isAnyTabVisible()),
    show: (content) => {
      const notification = createNotification(content);
      if (notification) shown.set(content.tag, notification);
      if (getSettings().sound) void playTone();
    },
    close: (tag) => {
      shown.get(tag)?.close();
      shown.delete(tag);
    },
  };
}

function createNotification({
  tag,
  title,
  body,
  target,
}: NotificationContent): Notification | undefined {
  try {
    const notification = new Notification(title, { tag, body, silent: true, icon: '/icon.png' });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      navigate(toTargetHref(target));
    });
    return notification;
  } catch {
    // Some mobile browsers have the constructor but do not allow pages to call it.
    return undefined;
  }
}

function toTargetHref(target: NotificationContent['target']): string {
  if (target === null) return '/';
  return toChatHref(target.chat.id, parseSearch(location.search), target.status);
}

/** Adds a dot to the tab's icon: there are alerts since the page was last visible. */
export function showFaviconDot(shown: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = shown ? '/favicon-news.svg' : '/favicon.svg';
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href);
}

const lengthSeconds = 0.22;
const loudness = 0.05;
const longestWaitMs = 1_000;

let audio: AudioContext | undefined;

/** Plays two short notes. Browsers keep this silent until the first click on the page. */
export async function playTone(): Promise<void> {
  audio ??= new AudioContext();
  const context = audio;
  const requestedAtMs = performance.now();
  await context.resume();
  // If the browser allows it only much later, the sound would be out of place.
  if (performance.now() - requestedAtMs > longestWaitMs) return;
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
