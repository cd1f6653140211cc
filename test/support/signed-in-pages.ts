import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { AfterpushProcess } from './afterpush-process.ts';
import { signIn } from './sign-in.ts';
import { openPage, type WatchedPage } from './watched-page.ts';

export interface SignedInPages {
  /** Opens a path in a signed-in browser profile. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Closes all opened pages and returns the errors that occurred on them. */
  close(): Promise<string[]>;
}

/** Opens pages of a running server, each in its own browser profile. */
export function createSignedInPages(browser: Browser, afterpush: AfterpushProcess): SignedInPages {
  const opened: WatchedPage[] = [];
  return {
    async open(path, options = {}) {
      const watched = await openPage(browser, { baseURL: afterpush.url, ...options });
      opened.push(watched);
      await signIn(watched.page.context(), afterpush);
      await watched.page.goto(path);
      return watched.page;
    },
    async close() {
      const problems = opened.flatMap((watched) => watched.problems);
      await Promise.all(opened.splice(0).map((watched) => watched[Symbol.asyncDispose]()));
      return problems;
    },
  };
}
