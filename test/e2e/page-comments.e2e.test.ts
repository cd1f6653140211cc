import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { adminToken, program } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;

beforeAll(async () => {
  world = await startPageWorld();
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'what went wrong on the page').toEqual([]);
});

const files = { 'src/count.ts': 'let count = 0;\nfor (;;) count += 1;\nexport { count };\n' };

/** Opens a pull request whose diff has three lines. */
async function openDiff(branch: string, permissions: string[] = []) {
  const { chatId } = await world.pushPullRequest({ branch, title: `Count on ${branch}`, files });
  await world.refresh(chatId);
  const page = await world.pages.open(`/chats/${chatId}`, { permissions });
  await page.getByText('for (;;) count').first().waitFor();
  return { chatId, page };
}

/** Selects the first lines with the keys, and opens the form. */
async function beginComment(page: Page, lines: number, text: string): Promise<void> {
  for (let line = 0; line < lines; line += 1) await page.keyboard.press('J');
  await page.keyboard.press('c');
  await page.getByPlaceholder('What should change, and why').fill(text);
}

/** Chooses the recipient by its label, as a reader does: the radio button itself is invisible. */
async function chooseTarget(page: Page, index: number): Promise<void> {
  await page.locator('label:has(input[type="radio"])').nth(index).click();
  expect(await page.getByRole('radio').nth(index).isChecked()).toBe(true);
}

const see = (page: Page, text: string) => page.getByText(text).first().waitFor();

function runComments(chatId: string, ...args: string[]): Promise<{ stdout: string }> {
  const { url } = world.afterpush;
  const env = { AFTERPUSH_URL: url, AFTERPUSH_TOKEN: adminToken, AFTERPUSH_CHAT_ID: chatId };
  return promisify(execFile)(process.execPath, [program, 'comments', ...args], {
    env: { ...process.env, ...env },
  });
}

test('a comment reaches the agent with its lines, and the page shows that it was delivered', async () => {
  const { chatId, page } = await openDiff('agent/count');

  await beginComment(page, 2, 'This never ends.');
  await page.keyboard.press('Control+Enter');
  await see(page, 'Sent to the agent');
  await see(page, 'waiting for the agent');
  const { stdout } = await runComments(chatId);

  expect(stdout).toContain('src/count.ts:2');
  expect(stdout).toContain('> for (;;) count += 1;');
  expect(stdout).toContain('This never ends.');
  await see(page, 'delivered to the agent');
  expect((await runComments(chatId)).stdout).not.toContain('This never ends.');
  await page.reload();
  await see(page, 'This never ends.');
});

test('a comment for the forge becomes a review thread, and the next one is for the agent again', async () => {
  const { chatId, page } = await openDiff('agent/thread');

  await beginComment(page, 1, 'Name it.');
  await chooseTarget(page, 1);
  await page.keyboard.press('Control+Enter');
  await see(page, 'Posted on');
  await beginComment(page, 1, 'Only for the agent.');
  expect(await page.getByRole('radio').first().isChecked()).toBe(true);
  await page.keyboard.press('Control+Enter');
  await see(page, 'Sent to the agent');

  const known = await world.refresh(chatId);
  expect(known.unresolved_threads).toBe(1);
  const { stdout } = await runComments(chatId);
  expect(stdout).not.toContain('Name it.');
  expect(stdout).toContain('Only for the agent.');
});

test('a comment is copied as text that an agent can act on', async () => {
  const { page } = await openDiff('agent/copy', ['clipboard-read', 'clipboard-write']);

  await beginComment(page, 1, 'Say what is counted.');
  await chooseTarget(page, 2);
  await page.keyboard.press('Control+Enter');
  await see(page, 'Copied');

  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(copied).toContain('src/count.ts:1');
  expect(copied).toContain('let count = 0;');
  expect(copied).toContain('Say what is counted.');
});

test('a draft survives closing the form and a reload', async () => {
  const { page } = await openDiff('agent/draft');

  await beginComment(page, 3, 'Half a thou');
  await page.keyboard.press('Escape');
  await see(page, 'Half a thou');
  await page.reload();

  await see(page, 'Half a thou');
  await eventually('the draft', () => page.getByText('1 draft').first().isVisible());
});

test('the form names the side of its line, and all of it is in the window of a split diff', async () => {
  const { forge, repository } = world.getForge();
  const lines = (last: string) => ({ 'long.ts': `${'// more\n'.repeat(60)}${last}\n` });
  await forge.commit(repository, [{ branch: 'main', files: lines('let a = 1;'), message: 'Long' }]);
  const title = 'Change the last line';
  const push = { branch: 'agent/last', title, files: lines('let a = 2;') };
  const { chatId } = await world.pushPullRequest(push);
  const page = await world.pages.open(`/chats/${chatId}`, {
    viewport: { width: 1440, height: 640 },
  });
  await page.keyboard.press('b');
  await page.getByText('let a = 2;').first().waitFor();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('J');
  await page.keyboard.press('c');
  await page.getByText('Comment on line 61 (before the change)', { exact: true }).waitFor();
  await page.getByPlaceholder('What should change, and why').fill('Why?');
  const send = page.getByRole('button', { name: 'Send to the agent' });
  const box = await send.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(640);

  await page.getByRole('button', { name: 'Discard' }).click();
  await page.keyboard.press('J');
  await page.keyboard.press('c');
  await page.getByText('Comment on line 61', { exact: true }).waitFor();
});

test.each([
  ['a phone on its side', { width: 844, height: 390 }],
  ['a phone', { width: 390, height: 664 }],
])('the buttons of a comment are in the window of %s', async (_, viewport) => {
  const { page } = await openDiff(`agent/window-${viewport.width}`);
  await page.setViewportSize(viewport);
  await beginComment(page, 2, 'Why?');
  const send = page.getByRole('button', { name: 'Send to the agent' });
  await eventually('the button is in the window', async () => {
    const box = await send.boundingBox();
    return box !== null && box.y + box.height <= viewport.height;
  });
});
