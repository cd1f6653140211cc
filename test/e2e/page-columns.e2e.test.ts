import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findRow } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

/** What the test needs of a browser's global object. */
interface Styles {
  getComputedStyle: (element: unknown) => { display: string; textOverflow: string };
}

let world: PageWorld;

const first = 'Show the delivery date';
const second = 'Count the delivery days';
const reviewer = 'a-reviewer-with-a-long-name';
const files = { 'work.txt': 'work\n' };

beforeAll(async () => {
  world = await startPageWorld();
  const { forge } = world.getForge();
  const { pull, chatId } = await world.pushPullRequest({
    branch: 'feat/show-the-delivery-date-of-the-whole-order-1',
    title: first,
    files,
  });
  forge.setPullRequestChecks(pull, [
    { name: 'build', status: 'completed', conclusion: 'success' },
    { name: 'test', status: 'completed', conclusion: 'failure' },
  ]);
  forge.createAccount({ login: reviewer, tokens: [] });
  forge.requestReview(pull, { logins: [reviewer] });
  forge.openThread(pull, { author: 'ada', path: 'work.txt', line: 1, body: 'Which day?' });
  await world.refresh(chatId);
  await world.push({
    branch: 'feat/show-the-delivery-date-of-the-whole-order-2',
    chatTitle: second,
    files,
  });
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const open = async (width: number): Promise<Page> => {
  const page = await world.pages.open('/', { viewport: { width, height: 800 } });
  await findRow(page, first).getByText('1 failed', { exact: true }).waitFor();
  await findRow(page, second).waitFor();
  return page;
};

const readBox = async (locator: Locator) => {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not visible');
  return box;
};

test('the end of a branch name stays visible where its middle is cut', async () => {
  const page = await open(1024);
  for (const [title, end] of [
    [first, 'e-order-1'],
    [second, 'e-order-2'],
  ] as const) {
    const cell = findRow(page, title).locator('.row-branch');
    const [outer, inner] = await Promise.all([readBox(cell), readBox(cell.getByText(end))]);
    expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width + 1);
    const start = cell.getByText('feat/show');
    expect(await start.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  }
});

test('columns stay in place when rows get values for them', async () => {
  const page = await open(1440);
  const branch = findRow(page, second).locator('.row-branch');
  const before = await readBox(branch);
  const { forge, repository } = world.getForge();
  const pull = await forge.openPullRequest({
    repository,
    author: 'grace',
    head: 'feat/show-the-delivery-date-of-the-whole-order-2',
    title: second,
  });
  forge.changePullRequest(pull, { mergeable: false });
  await findRow(page, second).getByText('Has conflicts').waitFor();
  expect(await readBox(branch)).toMatchObject({ x: before.x, width: before.width });
});

test('headings name the columns that are shown, and stand above them', async () => {
  const page = await open(1440);
  const row = findRow(page, first);
  for (const [name, cell] of [
    ['Repository', '.row-repository'],
    ['Branch', '.row-branch'],
    ['Review', '.row-reviews'],
    ['Checks', '.checks'],
  ] as const) {
    const heading = page.locator('.column-headings').getByText(name, { exact: true });
    expect((await readBox(heading)).x).toBe((await readBox(row.locator(cell))).x);
  }
  await page.setViewportSize({ width: 900, height: 800 });
  const shown = page.locator('.column-headings span').filter({ visible: true });
  await eventually(
    'fewer columns',
    async () => (await shown.allTextContents()).join() === 'Branch,PR,Checks,Last activity',
  );
});

test('a pull request with a long number and its state is shown whole', async () => {
  const page = await open(1440);
  const badge = findRow(page, first).locator('.pull-request-text');
  await badge.evaluate((text) => {
    const [number, state] = text.querySelectorAll('.pull-request-number, .pull-request-state');
    if (number) number.textContent = '#12345';
    if (state) state.textContent = 'merged';
  });
  for (const width of [1920, 1440, 1240, 1024, 900]) {
    await page.setViewportSize({ width, height: 800 });
    const cut = await badge.evaluate(
      ({ scrollWidth, parentElement }) => scrollWidth - (parentElement?.clientWidth ?? 0),
    );
    expect(cut, `pixels cut at ${width} px`).toBeLessThanOrEqual(0);
    const row = findRow(page, first);
    expect(await row.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  }
});

test('checks are still shown where every other badge has gone', async () => {
  const page = await open(1440);
  for (const width of [1440, 1100, 900, 600, 390, 280]) {
    await page.setViewportSize({ width, height: 800 });
    const checks = findRow(page, first).locator('.checks');
    const box = await readBox(checks);
    expect(box.x + box.width, `at ${width} px`).toBeLessThanOrEqual(width);
    await checks.getByText('1 failed', { exact: true }).waitFor();
  }
  expect(await findRow(page, first).locator('.row-repository').isVisible()).toBe(false);
});

test('a reviewer who is cut ends in an ellipsis, also beside the number of threads', async () => {
  const page = await open(1440);
  const review = findRow(page, first).locator('.row-reviews');
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    const name = review.getByText(`awaits ${reviewer}`, { exact: true });
    const [text, threads] = await Promise.all([readBox(name), readBox(review.locator('.threads'))]);
    expect(text.x + text.width).toBeLessThanOrEqual(threads.x);
    // An ellipsis is drawn in blocks of text only, not in a grid.
    expect(
      await name.evaluate((element) => {
        const { display, textOverflow } = (globalThis as unknown as Styles).getComputedStyle(
          element,
        );
        return [display, textOverflow, element.scrollWidth > element.clientWidth];
      }),
    ).toEqual(['block', 'ellipsis', true]);
  }
});

test('on a very wide screen a row ends where the eye can still follow it', async () => {
  const page = await open(2560);
  expect((await readBox(findRow(page, first))).width).toBe(1760);
});
