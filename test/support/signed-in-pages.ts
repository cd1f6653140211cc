import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type AfterpushProcess, adminToken } from './afterpush-process.ts';
import { openPage, type WatchedPage } from './watched-page.ts';

export interface SignedInPages {
  /** The page at this path, as a person sees it who signed in before. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Closes every page that was opened, and answers what went wrong on them. */
  close(): Promise<string[]>;
}

/** Pages of a running server, each in a browser profile of its own. */
export function createSignedInPages(browser: Browser, afterpush: AfterpushProcess): SignedInPages {
  const opened: WatchedPage[] = [];
  return {
    async open(path, options = {}) {
      const watched = await openPage(browser, { baseURL: afterpush.url, ...options });
      opened.push(watched);
      await watched.page.request.get(`/login?token=${adminToken}`);
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
