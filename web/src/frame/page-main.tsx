import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { chatsQuery } from '../api/chats.ts';
import type { Route } from '../shared/routing/route.ts';
import { messages } from '../text/messages.ts';
import { useDocumentTitle } from './use-document-title.ts';

interface PageMainProps {
  /** Shown in the browser tab. */
  title: string;
  children: ReactNode;
}

/** The `main` element of every page except the board. */
export function PageMain({ title, children }: PageMainProps) {
  useDocumentTitle(title, useQuery(chatsQuery(useQueryClient())).data);
  return (
    <main tabIndex={-1} className="page">
      <Suspense>{children}</Suspense>
    </main>
  );
}

const mainSelector = 'main, [role="main"]';

/** The first element in the tab order: skips the header. */
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
  const main = document.querySelector<HTMLElement>(mainSelector);
  if (!main) return;
  if (!main.hasAttribute('tabindex')) main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

function isFocusInMain(): boolean {
  return document.activeElement?.closest(mainSelector) != null;
}

/**
 * Moves the focus into the main part after a navigation to another page, unless the page already
 * focused something in it. The initial page load leaves the focus alone.
 */
export function usePageFocus({ page }: Route): void {
  const before = useRef(page);
  useEffect(() => {
    const changed = before.current !== page;
    before.current = page;
    // An open chat takes the focus itself.
    if (!changed || page === 'chat') return;
    const frame = requestAnimationFrame(() => {
      if (!isFocusInMain()) focusMain();
    });
    return () => cancelAnimationFrame(frame);
  }, [page]);
}
