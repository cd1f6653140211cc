import type { Chat } from '../../../../src/contract/chat.ts';
import {
  findNotification,
  getTag,
  keepUnsentAlerts,
  listAlerts,
  mapReasons,
  type NotificationContent,
  type ReasonsByChat,
} from './alerts.ts';
import type { NotificationSettings } from './notification-preferences.ts';

/** What a notifier needs from the browser; replaced in tests. */
export interface NotifierDeps {
  getSettings: () => NotificationSettings;
  /** This is the notifying tab, and no tab of the page is visible. */
  mayNotify: () => Promise<boolean>;
  show: (content: NotificationContent) => void;
  close: (tag: string) => void;
  /** There are unseen alerts, regardless of the settings. */
  onAlert: () => void;
}

const groupingMs = 4_000;

/** Groups the alerts of a few seconds into one notification. */
export class Notifier {
  readonly #deps: NotifierDeps;
  readonly #shown = new Set<string>();
  #notified: ReasonsByChat | undefined;
  #chats: readonly Chat[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: NotifierDeps, signal: AbortSignal) {
    this.#deps = deps;
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** The first chats are those of the initial load and cause no alerts. */
  follow(chats: readonly Chat[]): void {
    this.#chats = chats;
    const now = mapReasons(chats);
    this.#closeResolved(now);
    this.#notified = this.#notified === undefined ? now : keepUnsentAlerts(this.#notified, now);
    if (this.#timer !== undefined || listAlerts(this.#notified, chats).length === 0) return;
    this.#timer = setTimeout(() => void this.#notify(), groupingMs);
  }

  async #notify(): Promise<void> {
    this.#timer = undefined;
    const alerts = listAlerts(this.#notified ?? new Map(), this.#chats);
    this.#notified = mapReasons(this.#chats);
    if (alerts.length === 0) return;
    this.#deps.onAlert();
    const { enabled, reasons } = this.#deps.getSettings();
    const content = enabled ? findNotification(alerts, reasons) : undefined;
    if (!content || !(await this.#deps.mayNotify())) return;
    this.#shown.add(content.tag);
    this.#deps.show(content);
  }

  /** Closes the notifications of chats that no longer need a person. */
  #closeResolved(now: ReasonsByChat): void {
    if (this.#shown.size === 0) return;
    const waiting = new Set(listAlerts(new Map(), this.#chats).map(({ chat }) => getTag(chat.id)));
    for (const id of now.keys()) {
      const tag = getTag(id);
      if (this.#shown.has(tag) && !waiting.has(tag)) {
        this.#shown.delete(tag);
        this.#deps.close(tag);
      }
    }
  }
}
