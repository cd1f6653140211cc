import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A browser profile that records everything that goes wrong in its tabs. */
export interface WatchedProfile extends AsyncDisposable {
  context: BrowserContext;
  /** Errors, dialogs and blocked requests in any tab of the profile. */
  problems: string[];
}

export interface WatchedPage extends AsyncDisposable {
  page: Page;
  /** Those of the profile. */
  problems: string[];
}

export async function openProfile(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedProfile> {
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
  return { context, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Opens a page in its own browser profile. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const profile = await openProfile(browser, options);
  return { ...profile, page: await profile.context.newPage() };
}
