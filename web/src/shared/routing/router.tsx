import { type ComponentProps, type MouseEvent, useMemo, useSyncExternalStore } from 'react';
import { parseRoute, parseSearch, type Route, type Search } from './route.ts';

const listeners = new Set<() => void>();

/** Goes to another address of the page. `replace` adds no history entry, e.g. while typing. */
export function navigate(href: string, mode: 'push' | 'replace' = 'push'): void {
  if (mode === 'replace') history.replaceState(null, '', href);
  else if (href !== getHref()) history.pushState(null, '', href);
  for (const listener of listeners) listener();
}

export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return useMemo(() => parseRoute(path), [path]);
}

export function useSearch(): Search {
  const query = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => parseSearch(query), [query]);
}

/** A link within the page. With a modifier key, the browser handles the click. */
export function Link({ href, onClick, children, ...rest }: ComponentProps<'a'> & { href: string }) {
  const handleClick = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
    if (!plain || event.altKey || event.defaultPrevented) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} onClick={handleClick} {...rest}>
      {children}
    </a>
  );
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
