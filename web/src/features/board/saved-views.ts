import { useSyncExternalStore } from 'react';
import type { Search } from '../../shared/routing/route.ts';

/** A filter with a name. */
export interface SavedView extends Pick<Search, 'q' | 'state'> {
  name: string;
}

const storageKey = 'afterpush.views';
const mostViews = 50;
const none: readonly SavedView[] = [];
const listeners = new Set<() => void>();
let cached: { text: string | null; views: readonly SavedView[] } = { text: null, views: none };

/**
 * Kept by the browser, as its theme and notifications are: a view is an address, so it is shared by sending that.
 * All tabs see the same ones.
 */
export function useSavedViews(): readonly SavedView[] {
  return useSyncExternalStore(subscribe, readSavedViews);
}

export function readSavedViews(): readonly SavedView[] {
  const text = localStorage.getItem(storageKey);
  if (text !== cached.text) cached = { text, views: parseViews(text) };
  return cached.views;
}

/** Replaces the view of that name. */
export function saveView(view: SavedView): void {
  const name = view.name.trim();
  if (name === '') return;
  const others = readSavedViews().filter((each) => !isNamed(each, name));
  store([...others, { ...view, name }]);
}

export function deleteView(name: string): void {
  store(readSavedViews().filter((view) => !isNamed(view, name)));
}

function isNamed(view: SavedView, name: string): boolean {
  return view.name.toLowerCase() === name.toLowerCase();
}

function store(views: readonly SavedView[]): void {
  const sorted = views.toSorted((left, right) => left.name.localeCompare(right.name, 'en'));
  localStorage.setItem(storageKey, JSON.stringify(sorted.slice(0, mostViews)));
  for (const listener of listeners) listener();
}

/** Skips what another version, or a person, left there. */
function parseViews(text: string | null): readonly SavedView[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(stored) ? stored.filter(isView) : none;
  } catch {
    return none;
  }
}

function isView(value: unknown): value is SavedView {
  const { name, q, state } = (value ?? {}) as Record<keyof SavedView, unknown>;
  return (
    typeof name === 'string' && name !== '' && typeof q === 'string' && typeof state === 'string'
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
