import type { Chat } from '../../../../src/contract/chat.ts';
import {
  findMessage,
  listNews,
  type Message,
  type Standing,
  settle,
  toStanding,
  toTag,
} from './alerts.ts';
import type { NotificationSettings } from './notification-preferences.ts';

/** What a notifier needs of the browser, so that a test can stand in for it. */
export interface NotifierWorld {
  getSettings: () => NotificationSettings;
  /** This tab is the one that notifies, and no tab is in sight. */
  mayNotify: () => Promise<boolean>;
  show: (message: Message) => void;
  close: (tag: string) => void;
  /** Something is new that was not seen yet, whatever the settings say. */
  onNews: () => void;
}

const gatherMs = 4_000;

/** Gathers what newly needs a person for some seconds, then tells of it once. */
export class Notifier {
  readonly #world: NotifierWorld;
  readonly #shown = new Set<string>();
  #settled: Standing | undefined;
  #chats: readonly Chat[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(world: NotifierWorld, signal: AbortSignal) {
    this.#world = world;
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** The first chats are what was known when the page opened: they are no news. */
  follow(chats: readonly Chat[]): void {
    this.#chats = chats;
    const now = toStanding(chats);
    this.#closePassed(now);
    this.#settled = this.#settled === undefined ? now : settle(this.#settled, now);
    if (this.#timer !== undefined || listNews(this.#settled, chats).length === 0) return;
    this.#timer = setTimeout(() => void this.#tell(), gatherMs);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const news = listNews(this.#settled ?? new Map(), this.#chats);
    this.#settled = toStanding(this.#chats);
    if (news.length === 0) return;
    this.#world.onNews();
    const { enabled, reasons } = this.#world.getSettings();
    const message = enabled ? findMessage(news, reasons) : undefined;
    if (!message || !(await this.#world.mayNotify())) return;
    this.#shown.add(message.tag);
    this.#world.show(message);
  }

  /** A chat that no longer needs a person takes its notification back. */
  #closePassed(now: Standing): void {
    if (this.#shown.size === 0) return;
    const waiting = new Set(listNews(new Map(), this.#chats).map(({ chat }) => toTag(chat.id)));
    for (const id of now.keys()) {
      const tag = toTag(id);
      if (this.#shown.has(tag) && !waiting.has(tag)) {
        this.#shown.delete(tag);
        this.#world.close(tag);
      }
    }
  }
}
