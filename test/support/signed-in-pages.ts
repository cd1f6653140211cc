import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { AfterpushProcess } from './afterpush-process.ts';
import { signIn } from './sign-in.ts';
import { openProfile, type WatchedProfile } from './watched-page.ts';

export interface SignedInPages {
  /** Opens a path in a signed-in browser profile, in which no other page is open and nothing else is stored. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Closes all opened pages and returns the errors that occurred on them. */
  close(): Promise<string[]>;
}

interface SignedInProfile extends WatchedProfile {
  isReusable: boolean;
  /** Those of the sign-in. */
  cookies: string;
}

/**
 * Opens pages of a running server. A later page gets the profile of a closed one, because a new profile has
 * to load and compile all scripts, which is a quarter of the work to open a page.
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
    return { ...profile, isReusable, cookies: await readCookies(profile.context) };
  }

  async function release(profile: SignedInProfile): Promise<void> {
    const { context, cookies, problems } = profile;
    // A page that signed in or out has changed what later pages would start with.
    if (!profile.isReusable || (await readCookies(context)) !== cookies) {
      return profile[Symbol.asyncDispose]();
    }
    await Promise.all(context.pages().map((page) => page.close()));
    await context.setOffline(false);
    problems.length = 0;
    idle.push(profile);
  }

  return {
    async open(path, options = {}) {
      const profile = await openSignedIn(options);
      used.push(profile);
      const page = await profile.context.newPage();
      await clearStorage(page, afterpush.url);
      if (profile.isReusable && options.viewport) await page.setViewportSize(options.viewport);
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

async function readCookies(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join(';');
}

/** Clears what earlier pages of the profile stored, but not the cache. */
async function clearStorage(page: Page, serverUrl: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(serverUrl);
  const storageTypes = 'local_storage,indexeddb,cache_storage,service_workers';
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
  await session.detach();
}
