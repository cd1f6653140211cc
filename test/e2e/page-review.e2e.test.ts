import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PullRequestReference } from '../../demo/forge/control/conversation-controls.ts';
import { findRow, readTitles } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';
import { findInvisibleFocus } from '../support/visible-focus.ts';

const title = 'Count further';
const others = ['Add a retry', 'Rename the importer'];
const path = 'src/count.ts';

let world: PageWorld;
let chatId: string;
let pull: PullRequestReference;

const lines = (first: number) =>
  [first, ...Array.from({ length: 39 }, (_, at) => at + 1)]
    .map((value, at) => `const a${at + 1} = ${value};\n`)
    .join('');

beforeAll(async () => {
  world = await startPageWorld();
  for (const other of others) {
    const branch = other.toLowerCase().replaceAll(' ', '-');
    await world.pushPullRequest({ branch, title: other, files: { [`${branch}.ts`]: '1;\n' } });
  }
  const files = { [path]: lines(0) };
  ({ chatId, pull } = await world.pushPullRequest({ branch: 'agent/count', title, files }));
  const { forge } = world.getForge();
  forge.changePullRequest(pull, { body: 'Forty is **not enough**.' });
  forge.openThread(pull, { author: 'ada', path, line: 30, body: 'Why thirty?' });
  await world.refresh(chatId);
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

/** Presses keys, and counts them. */
function useKeyboard(page: Page) {
  const pressed: string[] = [];
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      pressed.push(key);
      await page.keyboard.press(key);
    }
  };
  return { pressed, press };
}

const readFocused = (page: Page) =>
  page.evaluate<string>('document.activeElement.textContent.trim()');

async function seeRowFocused(page: Page, row: string): Promise<void> {
  await eventually(`the focus on ${row}`, async () => (await readFocused(page)) === row);
  expect(await findInvisibleFocus(page)).toBeUndefined();
}

const see = (page: Page, text: string) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** The focus is on an element, not lost to the body of the page. */
const hasFocus = (page: Page) =>
  eventually('an element with the focus', () =>
    page.evaluate<boolean>('document.activeElement !== document.body'),
  );

const openBoard = async () => {
  const page = await world.pages.open('/');
  for (const each of [title, ...others]) await findRow(page, each).waitFor();
  return page;
};

describe('with the keyboard alone', () => {
  test('a pull request is reviewed, archived and restored with 11 keys', async () => {
    const page = await world.pages.open(`/chats/${chatId}`);
    await see(page, 'const a5 ');
    await page.goto('/');
    await findRow(page, title).waitFor();
    await world.push({ branch: 'agent/count', files: { [path]: lines(1000) }, chatId });
    await world.refresh(chatId);
    const { press, pressed } = useKeyboard(page);

    await press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('count');
    await page.getByRole('option', { name: /Count further/ }).waitFor();
    await press('Enter');
    await page.getByRole('heading', { name: title }).first().waitFor();
    await see(page, 'since you last looked');
    await press('5');
    await see(page, 'not enough');
    await press('s');
    await see(page, 'const a1 = 1000;');
    await press('d');
    await see(page, 'Why thirty?');
    await press('J', 'c');
    await page.locator('textarea:focus').waitFor();
    await page.keyboard.type('Say why.');
    await press('Control+Enter');
    await see(page, 'Sent to the agent');
    await hasFocus(page);
    await press('Escape');
    await seeRowFocused(page, title);
    await press('e');
    await see(page, 'Archived 1 chat.');
    await hasFocus(page);
    await press('z');
    await see(page, 'Restored 1 chat.');

    expect(pressed.join(' ')).toBe('Control+k Enter 5 s d J c Control+Enter Escape e z');
    const { comments } = await world.afterpush.client.listComments(chatId);
    expect(comments.map(({ body }) => body)).toEqual(['Say why.']);
  });

  test('Enter leads from the filters to what they found, and Escape back to the page', async () => {
    const page = await openBoard();
    await page.keyboard.press('/');
    await page.keyboard.type('further');
    await eventually('one row', async () => (await readTitles(page)).join() === title);
    await page.keyboard.press('Enter');
    await seeRowFocused(page, title);
    await page.keyboard.press('Enter');
    await see(page, 'const a5 ');

    await page.keyboard.press('t');
    await page.locator('[data-file-filter]:focus').waitFor();
    await page.keyboard.type('count');
    await page.keyboard.press('Enter');
    await page.locator('.diff-viewer:focus').waitFor();
    await page.keyboard.press('t');
    await page.locator('[data-file-filter]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('main:focus').waitFor();
  });
});
