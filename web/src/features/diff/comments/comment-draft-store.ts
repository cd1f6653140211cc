import { useSyncExternalStore } from 'react';
import type { Comment } from '../../../../../src/contract/comments.ts';
import {
  type Draft,
  type DraftTarget,
  isBlank,
  parseDrafts,
  toContentKey,
} from './comment-draft.ts';
import type { SelectedPlace } from './comment-place.ts';

/** The progress of sending a draft. */
export type Sending = { state: 'sending' } | { state: 'failed'; error: unknown };

type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The unsent comments on one branch. They are kept in session storage. */
export class DraftStore {
  readonly #listeners = new Set<() => void>();
  readonly #storage: DraftStorage;
  readonly #name: string;
  #drafts: readonly Draft[];
  #outline: readonly Draft[];
  #open: string | undefined;
  #wantsFocus = false;
  /** Chosen for one draft only: every other one is for the agent. */
  readonly #targets = new Map<string, DraftTarget>();
  #sendings: ReadonlyMap<string, Sending> = new Map();

  constructor(storage: DraftStorage, name: string) {
    this.#storage = storage;
    this.#name = name;
    this.#drafts = this.#load();
    this.#outline = this.#drafts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getDrafts = (): readonly Draft[] => this.#drafts;

  /** Stays the same while only text changes; replaced when a draft is added, removed or batched. */
  readonly getOutline = (): readonly Draft[] => this.#outline;

  /** The key of the draft whose form is open. */
  readonly getOpen = (): string | undefined => this.#open;

  findDraft(key: string): Draft | undefined {
    return this.#drafts.find((draft) => draft.key === key);
  }

  findSending(key: string): Sending | undefined {
    return this.#sendings.get(key);
  }

  getTarget(key: string): DraftTarget {
    return this.#targets.get(key) ?? 'agent';
  }

  setTarget(key: string, target: DraftTarget): void {
    this.#targets.set(key, target);
    this.#notify();
  }

  /** Adds a draft and opens its form. */
  add(selected: SelectedPlace, headSha: string | null): void {
    this.close();
    const key = newUuid();
    const draft = { key, id: newUuid(), attempted: null, ...selected, headSha };
    this.#setOutline([...this.#drafts, { ...draft, body: '', listed: false }]);
    this.#show(key);
  }

  /** Opens the form of a draft and closes any other form. */
  open(key: string): void {
    if (this.#open !== key) this.close();
    this.#show(key);
  }

  /** True once per opening, so that a form that is rendered again does not take the focus again. */
  takeFocus(key: string): boolean {
    const takes = this.#open === key && this.#wantsFocus;
    if (takes) this.#wantsFocus = false;
    return takes;
  }

  /** Closes the open form. Its text is kept as a draft. */
  close(): void {
    this.#open = undefined;
    const kept = this.#drafts.filter((draft) => !isBlank(draft));
    if (kept.length < this.#drafts.length) this.#setOutline(kept);
    this.#notify();
  }

  write(key: string, body: string): void {
    this.#drafts = this.#drafts.map((draft) => (draft.key === key ? { ...draft, body } : draft));
    this.#forgetFailure(key);
    this.#save();
  }

  setListed(key: string, listed: boolean): void {
    this.#setOutline(
      this.#drafts.map((draft) => (draft.key === key ? { ...draft, listed } : draft)),
    );
    if (listed && this.#open === key) this.close();
  }

  remove(key: string): void {
    if (this.#open === key) this.#open = undefined;
    this.#targets.delete(key);
    this.#sendings = withSending(this.#sendings, key, undefined);
    this.#setOutline(this.#drafts.filter((draft) => draft.key !== key));
  }

  /** The id to send this content with: the same for a retry, another one for other content. */
  takeId(key: string, content: string): string {
    const draft = this.findDraft(key);
    if (draft?.attempted === content) return draft.id;
    const id = draft && draft.attempted === null ? draft.id : newUuid();
    this.#drafts = this.#drafts.map((each) =>
      each.key === key ? { ...each, id, attempted: content } : each,
    );
    this.#save();
    return id;
  }

  /** Makes the next attempt a new comment, even with the same content. */
  forgetId(key: string): void {
    const fresh = { id: newUuid(), attempted: null };
    this.#drafts = this.#drafts.map((each) => (each.key === key ? { ...each, ...fresh } : each));
    this.#save();
  }

  /** Removes drafts that the server has received although the response was lost. */
  settle(arrived: readonly Pick<Comment, 'id' | 'target'>[]): void {
    const targets = new Map(arrived.map(({ id, target }) => [id, target]));
    for (const draft of this.#drafts) {
      const target = targets.get(draft.id);
      const same = target !== undefined && draft.attempted === toContentKey(target, draft);
      if (same && this.findSending(draft.key)?.state !== 'sending') this.remove(draft.key);
    }
  }

  setSending(key: string, sending: Sending | undefined): void {
    this.#sendings = withSending(this.#sendings, key, sending);
    this.#notify();
  }

  #show(key: string): void {
    this.#open = key;
    this.#wantsFocus = true;
    this.#notify();
  }

  #forgetFailure(key: string): void {
    if (this.#sendings.get(key)?.state === 'failed') {
      this.#sendings = withSending(this.#sendings, key, undefined);
    }
  }

  #setOutline(drafts: readonly Draft[]): void {
    this.#drafts = drafts;
    this.#outline = drafts;
    this.#save();
  }

  /** If storage is full or blocked, drafts are kept only until the page is closed. */
  #save(): void {
    const written = this.#drafts.filter((draft) => !isBlank(draft));
    try {
      if (written.length === 0) this.#storage.removeItem(this.#name);
      else this.#storage.setItem(this.#name, JSON.stringify(written));
    } catch {}
    this.#notify();
  }

  #load(): Draft[] {
    try {
      return parseDrafts(this.#storage.getItem(this.#name));
    } catch {
      return [];
    }
  }

  #notify(): void {
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

/** Returns the one store for each branch of a chat. */
export function getDraftStore(chatId: string, origin: string, branch: string): DraftStore {
  const name = `afterpush.comments ${JSON.stringify([chatId, origin, branch])}`;
  const known = stores.get(name);
  if (known) return known;
  const store = new DraftStore(sessionStorage, name);
  stores.set(name, store);
  return store;
}

/** A random UUID. `crypto.randomUUID` is missing where the page is served without TLS. */
function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A draft, its sending progress, and whether its form is open. */
export function useDraft(
  store: DraftStore,
  key: string,
): { draft: Draft | undefined; sending: Sending | undefined; open: boolean } {
  const draft = useSyncExternalStore(store.subscribe, () => store.findDraft(key));
  const sending = useSyncExternalStore(store.subscribe, () => store.findSending(key));
  const open = useSyncExternalStore(store.subscribe, () => store.getOpen() === key);
  return { draft, sending, open };
}
