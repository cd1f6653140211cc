import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { chatsQuery } from '../api/chats.ts';
import { countWaiting } from '../features/status/sections.ts';
import type { Route } from '../shared/routing/route.ts';
import { messages } from '../text/messages.ts';

interface PageMainProps {
  /** Of the page, for the tab. */
  title: string;
  children: ReactNode;
}

/** The one main part of a page beside the board. */
export function PageMain({ title, children }: PageMainProps) {
  usePageTitle(title);
  return (
    <main tabIndex={-1} className="page">
      <Suspense>{children}</Suspense>
    </main>
  );
}

/** The name of the page in its tab, and before it how many chats need a person. */
function usePageTitle(page: string): void {
  const { data: waiting = 0 } = useQuery({
    ...chatsQuery(useQueryClient()),
    select: countWaiting,
  });
  useEffect(() => {
    const name = `${page} · ${messages.product}`;
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }, [page, waiting]);
}

const mainPart = 'main, [role="main"]';

/** The first thing the Tab key finds: over the header to what the page is about. */
export function SkipLink({ toChat }: { toChat: boolean }) {
  return (
    <a
      className="skip-link"
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        focusMain();
      }}
    >
      {toChat ? messages.skip.toChat : messages.skip.toMain}
    </a>
  );
}

export function focusMain(): void {
  const main = document.querySelector<HTMLElement>(mainPart);
  if (!main) return;
  if (!main.hasAttribute('tabindex')) main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

export function isFocusInMain(): boolean {
  return document.activeElement?.closest(mainPart) != null;
}

/**
 * Whoever comes from another page starts in the main part of this one, unless the page gave the
 * focus a place of its own. The first page leaves it where the browser puts it.
 */
export function usePageFocus({ page }: Route): void {
  const before = useRef(page);
  useEffect(() => {
    const came = before.current !== page;
    before.current = page;
    // An open chat takes the focus itself.
    if (!came || page === 'chat') return;
    const frame = requestAnimationFrame(() => {
      if (!isFocusInMain()) focusMain();
    });
    return () => cancelAnimationFrame(frame);
  }, [page]);
}
