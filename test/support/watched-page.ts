import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface WatchedPage extends AsyncDisposable {
  page: Page;
  /** Errors, dialogs and blocked requests in any tab of the profile. */
  problems: string[];
}

/** Opens a page in its own browser profile and records everything that goes wrong. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('page', (each) => each.on('crash', () => problems.push('the page crashed')));
  context.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const page = await context.newPage();
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}
