import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { AfterpushProcess } from './afterpush-process.ts';
import { signIn } from './sign-in.ts';
import { openProfile, type WatchedProfile } from './watched-page.ts';

export interface SignedInPages {
  /**
   * Opens a path in a signed-in browser profile, in which no other page is open and nothing else is stored. A later
   * test gets the same tab. What would outlast its document needs a new tab: `page.context().newPage()`.
   */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Closes all opened pages and returns the errors that occurred on them. */
  close(): Promise<string[]>;
}

interface SignedInProfile extends WatchedProfile {
  page: Page;
  isReusable: boolean;
  /** Those of the sign-in. */
  cookies: string;
}

const usualSize = { width: 1280, height: 720 };

/**
 * Opens pages of a running server. A later page gets the tab of a closed one, because a new tab has a new
 * process, which has to compile all scripts again: a third to half of the work to open a page.
 */
export function createSignedInPages(browser: Browser, afterpush: AfterpushProcess): SignedInPages {
  const idle: SignedInProfile[] = [];
  let used: SignedInProfile[] = [];

  async function openSignedIn(options: BrowserContextOptions): Promise<SignedInProfile> {
    // The size of the screen belongs to a page, every other option to the whole profile.
    const isReusable = Object.keys(options).every((name) => name === 'viewport');
    const closed = isReusable ? idle.pop() : undefined;
    if (closed) return closed;
    const wanted = isReusable ? {} : options;
    const profile = await openProfile(browser, { baseURL: afterpush.url, ...wanted });
    await signIn(profile.context, afterpush);
    const cookies = await readCookies(profile.context);
    const page = await profile.context.newPage();
    if (isReusable) forbidScripts(page);
    return { ...profile, page, isReusable, cookies };
  }

  async function release(profile: SignedInProfile): Promise<void> {
    const { context, page, problems } = profile;
    if (!(await isAsBefore(profile))) return profile[Symbol.asyncDispose]();
    const others = context.pages().filter((each) => each !== page);
    await Promise.all(others.map((each) => each.close()));
    await context.setOffline(false);
    await leave(page);
    problems.length = 0;
    idle.push(profile);
  }

  return {
    async open(path, options = {}) {
      const profile = await openSignedIn(options);
      used.push(profile);
      const { page, isReusable } = profile;
      if (isReusable) await page.setViewportSize(options.viewport ?? usualSize);
      await page.goto(path);
      return page;
    },
    async close() {
      const closing = used;
      used = [];
      const problems = closing.flatMap((profile) => profile.problems);
      await Promise.all(closing.map(release));
      return problems;
    },
  };
}

/** A page that failed is not used again, nor one that signed in or out. */
async function isAsBefore(profile: SignedInProfile): Promise<boolean> {
  const { context, page, isReusable, cookies, problems } = profile;
  if (!isReusable || page.isClosed() || problems.length > 0) return false;
  return (await readCookies(context)) === cookies;
}

async function readCookies(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join(';');
}

function forbidScripts(page: Page): void {
  for (const name of ['addInitScript', 'exposeBinding', 'exposeFunction'] as const) {
    page[name] = () => {
      throw new Error(`${name} affects later tests. Use it on page.context().newPage().`);
    };
  }
}

/** Removes everything that a test has left in the tab, but not the process nor the cache. */
async function leave(page: Page): Promise<void> {
  await page.unrouteAll();
  // Another document of the server keeps the process. A running page could still store something.
  await page.goto('/healthz');
  await page.mouse.move(-1, -1);
  await page.emulateMedia({ media: null, colorScheme: 'light', reducedMotion: 'reduce' });
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await clearDatabases(page);
}

async function clearDatabases(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const storageTypes = 'indexeddb,cache_storage,service_workers';
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
  await session.detach();
}
