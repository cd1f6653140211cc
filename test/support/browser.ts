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
 * Opens the browser in `CHROME_PATH`, else the bundled one, else the first of the installed browsers that
 * starts. The bundled one has no windows to draw, which saves a third of the time of the page's tests.
 */
export async function openBrowser(): Promise<Browser> {
  const problems: string[] = [];
  for await (const candidate of listCandidates()) {
    // The sandbox does not work as root, nor on some systems.
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

// Playwright adds flags against background activity, none that weaken the security of pages.
const options = {
  headless: true,
  timeout: 30_000,
  // Pages live for seconds: the optimizing compilers of V8 take more time than their code saves.
  args: ['--disable-gpu', '--js-flags=--no-turbofan --no-maglev'],
};

async function* listCandidates(): AsyncGenerator<Candidate> {
  const chosen = process.env.CHROME_PATH;
  if (chosen) return yield { executablePath: chosen };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { executablePath, environment } = await prepareBundledChromium();
    yield { executablePath, env: { ...process.env, ...environment } };
  }
  for (const executablePath of installed.filter((path) => existsSync(path))) {
    yield { executablePath };
  }
}
