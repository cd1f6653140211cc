import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { awkwardBase } from '../support/awkward-diff.ts';
import { listViolations } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { everyRowForges, pushEveryRow, reasonsOfRows } from '../support/every-row.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';
import { openPage } from '../support/watched-page.ts';

const wide = { width: 1280, height: 1700 };
const narrow = { width: 390, height: 2400 };

let world: PageWorld;
let chatIds: ReadonlyMap<string, string>;

beforeAll(async () => {
  world = await startPageWorld(everyRowForges);
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

/** Checks the page in both themes, on a wide screen and on a phone. */
async function listViolationsInAllThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const size of [wide, narrow]) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await showTheme(page, colorScheme);
      // The dark theme differs only in its colours.
      const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
      const violations = await listViolations(page, rules);
      found.push(...violations.map((violation) => `${colorScheme} ${size.width}: ${violation}`));
    }
  }
  return found;
}

async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await eventually(`the ${colorScheme} theme`, async () => {
    const brightness = await page.evaluate<number>(
      'Number(/\\d+/.exec(getComputedStyle(document.documentElement).backgroundColor))',
    );
    return brightness > 127 === (colorScheme === 'light');
  });
  // Some elements follow the theme only in the next frame.
  const frame = 'new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))';
  await page.evaluate(`${frame}.then(() => undefined)`);
}

const see = (page: Page, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
const pathOf = (reason: string, query = '') => `/chats/${chatIds.get(reason)}${query}`;

describe('axe finds nothing wrong with', () => {
  test('the board before the first chat', async () => {
    const page = await world.pages.open('/');
    await page.getByRole('heading', { name: 'No chats yet' }).waitFor();
    expect(await listViolationsInAllThemes(page)).toEqual([]);
  });

  test('the page for signed-out visitors', async () => {
    await using opened = await openPage(world.browser, { baseURL: world.afterpush.url });
    await opened.page.goto('/');
    await opened.page.getByRole('heading', { name: 'Signed out' }).waitFor();
    expect(await listViolationsInAllThemes(opened.page)).toEqual([]);
  });

  describe('a board with every kind of row', () => {
    beforeAll(async () => {
      chatIds = await pushEveryRow(world);
    });

    test('the board, with a row for every reason', async () => {
      const page = await world.pages.open('/', { viewport: wide });
      await button(page, /^Done/).click();
      await button(page, '+1 more branch').click();
      for (const reason of reasonsOfRows) {
        const row = page.getByRole('listitem').filter({ hasText: `about ${reason}` });
        await row.getByText(reason, { exact: true }).waitFor();
      }
      expect(await listViolationsInAllThemes(page)).toEqual([]);
    });

    test.each<[string, (page: Page) => Promise<unknown>]>([
      ['/?q=nothing+like+it', (page) => see(page, 'No chat matches this filter.')],
      ['/health', (page) => see(page, 'is paused until')],
      ['/forges', (page) => see(page, 'Webhooks')],
      ['/nowhere', (page) => see(page, 'Page not found')],
    ])('%s', async (path, arrive) => {
      const page = await world.pages.open(path);
      await arrive(page);
      expect(await listViolationsInAllThemes(page)).toEqual([]);
    });

    test.each(['/', '/health'])('%s while polling is paused', async (path) => {
      await world.afterpush.client.setPollingPaused(true);
      try {
        const page = await world.pages.open(path);
        await see(page, /^Polling paused since/);
        expect(await listViolationsInAllThemes(page)).toEqual([]);
      } finally {
        await world.afterpush.client.setPollingPaused(false);
      }
    });

    test.each<[string, string, (page: Page) => Promise<unknown>]>([
      ['checks', 'Checks failed', (page) => page.getByText('lint').first().waitFor()],
      ['checks', 'No pull request', (page) => see(page, 'No pull request yet')],
      ['reviews', 'Changes requested', (page) => see(page, 'requested changes')],
      ['reviews', 'In merge queue', (page) => see(page, 'In the merge queue')],
      ['timeline', 'Merged', (page) => see(page, 'Start of the timeline')],
      ['timeline', 'Paused', (page) => see(page, 'View quotas')],
      ['diff', 'No pull request', (page) => see(page, /^second$/)],
      ['diff', 'No branch yet', (page) => see(page, 'The branch appears here')],
    ])('the %s of a chat: %s', async (view, reason, arrive) => {
      const page = await world.pages.open(pathOf(reason, `?view=${view}`));
      await arrive(page);
      expect(await listViolationsInAllThemes(page)).toEqual([]);
    });

    test('the log of a check', async () => {
      const page = await world.pages.open(pathOf('Checks failed', '?view=checks'));
      await page.getByRole('link', { name: 'Log of lint' }).click();
      await page.locator('[data-first-error]').waitFor();
      expect(await listViolationsInAllThemes(page)).toEqual([]);
    });

    test('a diff, unified and split', async () => {
      const files = { ...awkwardBase, 'tail.ts': 'const tail = /* none */ "end";' };
      const push = { branch: 'agent/diff', files, title: 'Read this' };
      const { chatId } = await world.pushPullRequest(push);
      const page = await world.pages.open(`/chats/${chatId}?file=tail.ts&line=R1`, {
        viewport: wide,
      });
      await see(page, 'No newline at end of file');
      await page.getByRole('checkbox', { name: 'Viewed: run.sh' }).check();
      expect(await listViolationsInAllThemes(page)).toEqual([]);

      await page.setViewportSize({ ...wide, width: 1920 });
      await button(page, 'Split').click();
      await page.getByRole('button', { name: 'Split', pressed: true }).waitFor();
      await page.keyboard.press('b');
      await page.getByRole('button', { name: 'Show the list of chats' }).waitFor();
      expect(await listViolationsInAllThemes(page)).toEqual([]);
    });

    test('selected rows and the menu of snoozing', async () => {
      const page = await world.pages.open('/', { viewport: wide });
      await see(page, 'about Draft');
      for (const key of ['j', 'x', 'j', 'X', 's']) await page.keyboard.press(key);
      await page.getByRole('toolbar', { name: '2 selected' }).waitFor();
      await page.locator('[role="menuitem"]:focus').waitFor();
      expect(await listViolationsInAllThemes(page)).toEqual([]);
    });

    test('the menus of a diff', async () => {
      const page = await world.pages.open(pathOf('Ready to merge'), { viewport: wide });
      for (const name of ['Display options', /^More actions/]) {
        await button(page, name).click();
        await page.getByRole('menuitem').or(page.getByRole('menuitemcheckbox')).first().waitFor();
        expect(await listViolationsInAllThemes(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('menu').waitFor({ state: 'detached' });
      }
    });

    test.each<[string, (page: Page) => Promise<unknown>]>([
      ['palette', (page) => page.getByRole('option').first().waitFor()],
      ['keyboard shortcuts', (page) => page.getByRole('heading', { name: 'Everywhere' }).waitFor()],
      ['notifications', (page) => page.getByLabel('Only failures').waitFor()],
    ])('the %s', async (name, arrive) => {
      const page = await world.pages.open('/');
      await see(page, 'about Draft');
      const openers = { palette: 'Search and commands', notifications: /^Notifications/ };
      await button(page, openers[name as keyof typeof openers] ?? 'Keyboard shortcuts').click();
      await arrive(page);
      expect(await listViolationsInAllThemes(page)).toEqual([]);
    });
  });
});
