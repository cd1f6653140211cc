import { existsSync } from 'node:fs';
import { type Browser, firefox } from 'playwright-core';

/** The Firefox of the machine; undefined if none is installed. */
export const firefoxPath = [
  process.env.FIREFOX_PATH ?? '',
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
].find((path) => path !== '' && existsSync(path));

/**
 * Starts an installed Firefox, which Playwright drives over WebDriver BiDi. The colour scheme is that of the
 * whole browser, because Playwright cannot set that of a page in this Firefox.
 */
export async function openFirefox(
  executablePath: string,
  colorScheme: keyof typeof colorSchemes = 'light',
): Promise<Browser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    headless: true,
    firefoxUserPrefs: {
      'layout.css.prefers-color-scheme.content-override': colorSchemes[colorScheme],
    },
  });
  leaveOutMediaFeatures(browser);
  return browser;
}

const colorSchemes = { dark: 0, light: 1 };

interface BidiSession {
  send: (this: BidiSession, method: string, parameters: unknown) => Promise<unknown>;
}

/** The parts of Playwright that it does not export. */
interface DrivenBrowser {
  _connection: { toImpl(browser: Browser): { _browserSession: BidiSession } };
}

/** Playwright sets the colour scheme of every context, with a command that Firefox does not know yet. */
function leaveOutMediaFeatures(browser: Browser): void {
  const driven = browser as unknown as DrivenBrowser;
  const { _browserSession: session } = driven._connection.toImpl(browser);
  const sessions: BidiSession = Object.getPrototypeOf(session);
  const { send } = sessions;
  sessions.send = function (method, parameters) {
    if (method === 'emulation.setMediaFeaturesOverride') return Promise.resolve({});
    return send.call(this, method, parameters);
  };
}
