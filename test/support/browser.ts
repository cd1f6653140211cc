import { existsSync } from 'node:fs';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { prepareBundledChromium } from './bundled-chromium.ts';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

type Candidate = Pick<LaunchOptions, 'executablePath' | 'env'>;

/**
 * A browser to test with: the one that `CHROME_PATH` names, else the first that starts of those the
 * system has and the one that npm brought. `TEST_BROWSER=bundled` asks for the last one.
 */
export async function openBrowser(): Promise<Browser> {
  const problems: string[] = [];
  for await (const candidate of listCandidates()) {
    // The sandbox refuses to run as root, and some systems do not let it run at all.
    for (const chromiumSandbox of process.getuid?.() === 0 ? [false] : [true, false]) {
      try {
        return await chromium.launch({ ...candidate, ...options, chromiumSandbox });
      } catch (error) {
        problems.push(`${candidate.executablePath}: ${String(error)}`);
      }
    }
  }
  throw new Error(
    ['No browser starts. Name one in CHROME_PATH, e.g. /usr/bin/chromium.', ...problems].join('\n'),
  );
}

// Playwright adds what keeps a browser quiet, and nothing that weakens the security of pages.
const options = {
  headless: true,
  timeout: 30_000,
  args: ['--disable-gpu'],
};

async function* listCandidates(): AsyncGenerator<Candidate> {
  const chosen = process.env.CHROME_PATH;
  if (chosen) return yield { executablePath: chosen };
  if (process.env.TEST_BROWSER !== 'bundled') {
    for (const executablePath of installed.filter((path) => existsSync(path))) {
      yield { executablePath };
    }
  }
  const { executablePath, environment } = await prepareBundledChromium();
  yield { executablePath, env: { ...process.env, ...environment } };
}
