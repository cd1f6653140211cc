import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listViolations } from '../support/axe.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
let chatId: string;
let range: string;

const lines = (from: number) =>
  Array.from({ length: 60 }, (_, index) => `const a${index + 1} = ${index + from};\n`).join('');

beforeAll(async () => {
  world = await startPageWorld();
  const { forge, repository } = world.getForge();
  const files = { 'src/a.ts': lines(0), 'src/b.ts': lines(5) };
  const pushed = await world.pushPullRequest({ branch: 'agent/x', files, title: 'Count' });
  ({ chatId } = pushed);
  const { pull } = pushed;
  const old = forge.findBranch(repository, 'agent/x') ?? '';
  await world.push({ branch: 'agent/x', files: { 'src/a.ts': lines(1) }, chatId });
  range = `from=${old}&to=${forge.findBranch(repository, 'agent/x')}`;
  const at = (path: string, line: number) => ({ author: 'ada', path, line });
  const question = forge.openThread(pull, {
    ...at('src/a.ts', 50),
    startLine: 49,
    body: 'Why **fifty**?\n\n```suggestion\nconst half = 50;\n```',
  });
  forge.replyToThread(pull, question, { author: 'grace', body: 'Because it is half.' });
  const settled = forge.openThread(pull, { ...at('src/a.ts', 20), body: 'Settled question' });
  forge.resolveThread(pull, settled, 'grace');
  forge.openThread(pull, {
    ...at('src/b.ts', 3),
    body: 'An old question',
    commit: old,
    hunk: '@@ -0,0 +1,3 @@\n+const a1 = 4;\n+const a2 = 5;\n+const a3 = 6;',
  });
  forge.openThread(pull, { ...at('gone.ts', 1), body: 'About a file that left' });
  await world.refresh(chatId);
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const threadWith = (page: Page, text: string) =>
  page.locator('.line-thread .thread').filter({ hasText: text });

const isInView = (page: Page, text: string) =>
  threadWith(page, text).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < element.ownerDocument.documentElement.clientHeight;
  });

describe('the threads of a pull request in its diff', () => {
  test.each(['unified', 'split'])('are below their lines, with replies: %s', async (layout) => {
    const page = await world.pages.open(`/chats/${chatId}?thread=next`, {
      viewport: { width: 1800, height: 900 },
    });
    const question = threadWith(page, 'Why fifty?');
    await question.waitFor();
    if (layout === 'split') {
      await page.keyboard.press('u');
      await page.getByRole('button', { name: 'Split', pressed: true }).waitFor();
      await question.waitFor();
    }
    await expect.poll(() => isInView(page, 'Why fifty?')).toBe(true);
    expect(await question.innerText()).toMatch(
      /ada[^]*Why fifty\?[^]*grace[^]*Because it is half\./,
    );
    const change = question.getByRole('figure', { name: 'Suggested change' });
    const shown = change.locator('.suggested-line');
    expect(await shown.allInnerTexts()).toEqual([
      'const a49 = 49;',
      'const a50 = 50;',
      'const half = 50;',
    ]);
    expect(await shown.evaluateAll((all) => all.map((line) => line.dataset.sign))).toEqual([
      '-',
      '-',
      '+',
    ]);
  });

  test('are folded once resolved, and unfold', async () => {
    const page = await world.pages.open(`/chats/${chatId}?file=src%2Fa.ts&line=R20`);
    const settled = threadWith(page, 'resolved by grace');
    await settled.waitFor();
    expect(await page.getByText('Settled question').isVisible()).toBe(false);
    await settled.locator('summary').click();
    await page.getByText('Settled question').waitFor();
  });

  test('keep their place and their lines when the lines have changed since', async () => {
    const page = await world.pages.open(`/chats/${chatId}?file=src%2Fb.ts`);
    const outdated = threadWith(page, 'An old question');
    await outdated.waitFor();
    expect(await outdated.innerText()).toMatch(/outdated[^]*was on line 3[^]*const a3 = 6;/);
  });

  test('are listed above the diff if their file is not in it', async () => {
    const page = await world.pages.open(`/chats/${chatId}`);
    await page.getByText('1 thread on files that are not shown here').click();
    await page.getByText('About a file that left').waitFor();
  });

  test('follow each other by key, the unresolved ones first of all', async () => {
    const page = await world.pages.open(`/chats/${chatId}`);
    await threadWith(page, 'Why fifty?').or(page.locator('.line-thread').first()).first().waitFor();
    await page.keyboard.press('d');
    await expect.poll(() => isInView(page, 'Why fifty?')).toBe(true);
    await page.keyboard.press('d');
    await threadWith(page, 'An old question').waitFor();
    await expect.poll(() => isInView(page, 'An old question')).toBe(true);
    await page.keyboard.press('Shift+D');
    await threadWith(page, 'Why fifty?').waitFor();
    await expect.poll(() => isInView(page, 'Why fifty?')).toBe(true);
  });

  test('are reached from their number in the header, and from the list of reviews', async () => {
    const page = await world.pages.open(`/chats/${chatId}?view=checks`);
    await page.getByRole('link', { name: '3 open' }).click();
    await page.waitForURL(/file=src%2Fa\.ts&line=R50/);
    await expect.poll(() => isInView(page, 'Why fifty?')).toBe(true);
    await page.keyboard.press('3');
    const file = page.getByRole('region', { name: 'src/b.ts' });
    await file.getByRole('link', { name: 'Show in the diff' }).click();
    await threadWith(page, 'An old question').waitFor();
    await expect.poll(() => isInView(page, 'An old question')).toBe(true);
  });

  test.each([
    ['d', (page: Page) => page.keyboard.press('d')],
    ['their number', (page: Page) => page.getByRole('link', { name: '3 open' }).click()],
  ])('are reached with %s from a range of commits, which has none', async (_, go) => {
    const page = await world.pages.open(`/chats/${chatId}?${range}`);
    await page.getByText('Only the commits after').waitFor();
    await page.getByText('const a1 = 0;').first().waitFor();
    await go(page);
    await threadWith(page, 'Why fifty?').waitFor();
    await expect.poll(() => isInView(page, 'Why fifty?')).toBe(true);
    expect(new URL(page.url()).searchParams.get('from')).toBeNull();
  });

  test('have no barriers in either theme, wide or narrow', async () => {
    const page = await world.pages.open(`/chats/${chatId}?thread=next`);
    await threadWith(page, 'Why fifty?').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await threadWith(page, 'Why fifty?').waitFor();
        expect(await listViolations(page), `${colorScheme} ${width}`).toEqual([]);
      }
    }
  });
});

test('no fact stands alone in a row on a phone', async () => {
  const page = await world.pages.open(`/chats/${chatId}`, {
    viewport: { width: 390, height: 800 },
  });
  const facts = page.locator('.facts .fact:not([data-wide])');
  await facts.getByText('open', { exact: false }).waitFor();
  for (const [width, rows] of [
    [390, 2],
    [600, 1],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    const boxes = await facts.evaluateAll((all) =>
      all.map((each) => each.getBoundingClientRect().toJSON() as { top: number; right: number }),
    );
    expect(boxes).toHaveLength(4);
    const tops = boxes.map(({ top }) => Math.round(top));
    expect(new Set(tops).size, `rows at ${width} px`).toBe(rows);
    expect(tops[3]).toBe(tops[2]);
    expect(Math.max(...boxes.map(({ right }) => right))).toBeLessThanOrEqual(width);
  }
});
