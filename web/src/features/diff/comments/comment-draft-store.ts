import { useSyncExternalStore } from 'react';
import type { Comment } from '../../../../../src/contract/comments.ts';
import { type Draft, isBlank, parseDrafts, toContent } from './comment-draft.ts';
import type { MarkedPlace } from './comment-place.ts';

/** How far the sending of a draft has come. */
export type Sending = { state: 'sending' } | { state: 'failed'; error: unknown };

type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The comments on one branch that were not sent yet. Lives as long as the tab. */
export class DraftStore {
  readonly #listeners = new Set<() => void>();
  readonly #storage: DraftStorage;
  readonly #name: string;
  #drafts: readonly Draft[];
  #outline: readonly Draft[];
  #open: string | undefined;
  #wantsFocus = false;
  #sendings: ReadonlyMap<string, Sending> = new Map();

  constructor(storage: DraftStorage, name: string) {
    this.#storage = storage;
    this.#name = name;
    this.#drafts = this.#read();
    this.#outline = this.#drafts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getDrafts = (): readonly Draft[] => this.#drafts;

  /** The same while only words change: another one when a draft comes, goes or joins the list. */
  readonly getOutline = (): readonly Draft[] => this.#outline;

  /** The draft whose form is open. */
  readonly getOpen = (): string | undefined => this.#open;

  findDraft(key: string): Draft | undefined {
    return this.#drafts.find((draft) => draft.key === key);
  }

  findSending(key: string): Sending | undefined {
    return this.#sendings.get(key);
  }

  /** A new draft, with its form open. */
  add(marked: MarkedPlace, headSha: string | null): void {
    this.close();
    const key = newUuid();
    const draft = { key, id: newUuid(), attempted: null, ...marked, headSha };
    this.#setOutline([...this.#drafts, { ...draft, body: '', listed: false }]);
    this.#show(key);
  }

  /** Opens the form of a draft; the form that was open is put away. */
  open(key: string): void {
    if (this.#open !== key) this.close();
    this.#show(key);
  }

  /** Told once for each opening: a form that is drawn again later leaves the focus where it is. */
  takeFocus(key: string): boolean {
    const takes = this.#open === key && this.#wantsFocus;
    if (takes) this.#wantsFocus = false;
    return takes;
  }

  /** Closes the open form. What was written stays. */
  close(): void {
    this.#open = undefined;
    const kept = this.#drafts.filter((draft) => !isBlank(draft));
    if (kept.length < this.#drafts.length) this.#setOutline(kept);
    this.#tell();
  }

  write(key: string, body: string): void {
    this.#drafts = this.#drafts.map((draft) => (draft.key === key ? { ...draft, body } : draft));
    this.#forgetFailure(key);
    this.#keep();
  }

  setListed(key: string, listed: boolean): void {
    this.#setOutline(
      this.#drafts.map((draft) => (draft.key === key ? { ...draft, listed } : draft)),
    );
    if (listed && this.#open === key) this.close();
  }

  remove(key: string): void {
    if (this.#open === key) this.#open = undefined;
    this.#sendings = withSending(this.#sendings, key, undefined);
    this.#setOutline(this.#drafts.filter((draft) => draft.key !== key));
  }

  /** The id to send these words under, kept for a retry; other words get another one. */
  takeId(key: string, content: string): string {
    const draft = this.findDraft(key);
    if (draft?.attempted === content) return draft.id;
    const id = draft && draft.attempted === null ? draft.id : newUuid();
    this.#drafts = this.#drafts.map((each) =>
      each.key === key ? { ...each, id, attempted: content } : each,
    );
    this.#keep();
    return id;
  }

  /** The next attempt is another comment, though its words are the same. */
  forgetId(key: string): void {
    const fresh = { id: newUuid(), attempted: null };
    this.#drafts = this.#drafts.map((each) => (each.key === key ? { ...each, ...fresh } : each));
    this.#keep();
  }

  /** Lets go of drafts that arrived though nobody was told, as when the connection broke. */
  settle(arrived: readonly Pick<Comment, 'id' | 'target'>[]): void {
    const targets = new Map(arrived.map(({ id, target }) => [id, target]));
    for (const draft of this.#drafts) {
      const target = targets.get(draft.id);
      const same = target !== undefined && draft.attempted === toContent(target, draft);
      if (same && this.findSending(draft.key)?.state !== 'sending') this.remove(draft.key);
    }
  }

  setSending(key: string, sending: Sending | undefined): void {
    this.#sendings = withSending(this.#sendings, key, sending);
    this.#tell();
  }

  #show(key: string): void {
    this.#open = key;
    this.#wantsFocus = true;
    this.#tell();
  }

  #forgetFailure(key: string): void {
    if (this.#sendings.get(key)?.state === 'failed') {
      this.#sendings = withSending(this.#sendings, key, undefined);
    }
  }

  #setOutline(drafts: readonly Draft[]): void {
    this.#drafts = drafts;
    this.#outline = drafts;
    this.#keep();
  }

  /** A full or forbidden store costs the reload, not the words. */
  #keep(): void {
    const written = this.#drafts.filter((draft) => !isBlank(draft));
    try {
      if (written.length === 0) this.#storage.removeItem(this.#name);
      else this.#storage.setItem(this.#name, JSON.stringify(written));
    } catch {}
    this.#tell();
  }

  #read(): Draft[] {
    try {
      return parseDrafts(this.#storage.getItem(this.#name));
    } catch {
      return [];
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function withSending(
  known: ReadonlyMap<string, Sending>,
  key: string,
  sending: Sending | undefined,
): ReadonlyMap<string, Sending> {
  const next = new Map(known);
  if (sending) next.set(key, sending);
  else next.delete(key);
  return next;
}

const stores = new Map<string, DraftStore>();

/** The drafts of one branch of a chat. */
export function getDraftStore(chatId: string, origin: string, branch: string): DraftStore {
  const name = `afterpush.comments ${JSON.stringify([chatId, origin, branch])}`;
  const known = stores.get(name);
  if (known) return known;
  const store = new DraftStore(sessionStorage, name);
  stores.set(name, store);
  return store;
}

/** A random UUID. The browser's own function is missing where the page is served without TLS. */
function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** One draft as it is written, and how far its sending has come. */
export function useDraft(
  store: DraftStore,
  key: string,
): { draft: Draft | undefined; sending: Sending | undefined; open: boolean } {
  const draft = useSyncExternalStore(store.subscribe, () => store.findDraft(key));
  const sending = useSyncExternalStore(store.subscribe, () => store.findSending(key));
  const open = useSyncExternalStore(store.subscribe, () => store.getOpen() === key);
  return { draft, sending, open };
}
