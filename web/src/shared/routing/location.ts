import { useMemo, useSyncExternalStore } from 'react';
import { type Route, type Search, toRoute, toSearch } from './route.ts';

const listeners = new Set<() => void>();

/** Goes to an address of this page. `replace` leaves no step behind, for typing in a filter. */
export function navigate(href: string, mode: 'push' | 'replace' = 'push'): void {
  if (mode === 'replace') history.replaceState(null, '', href);
  else if (href !== getHref()) history.pushState(null, '', href);
  for (const listener of listeners) listener();
}

export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return useMemo(() => toRoute(path), [path]);
}

export function useSearch(): Search {
  const query = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => toSearch(query), [query]);
}

function getHref(): string {
  return location.pathname + location.search;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}
