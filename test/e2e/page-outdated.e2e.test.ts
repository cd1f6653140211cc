import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findRow, waitUntilLive } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

const expected = /net::ERR_INTERNET_DISCONNECTED/;
const titles = ['Add a retry', 'Add a second retry'];

let world: PageWorld;
let chatIds: string[];

/** Two pull requests with failed checks. */
beforeAll(async () => {
  world = await startPageWorld({ environment: { AFTERPUSH_DIFF_STATUS_TTL: '2s' } });
  chatIds = [];
  for (const [at, title] of titles.entries()) {
    const push = { branch: `agent/${at}`, title, files: { [`${at}.txt`]: 'retry\n' } };
    const { pull, chatId } = await world.pushPullRequest(push);
    const failed = { name: 'test', status: 'completed', conclusion: 'failure' } as const;
    world.getForge().forge.setPullRequestChecks(pull, [failed]);
    await world.refresh(chatId);
    chatIds.push(chatId);
  }
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  const problems = await world.pages.close();
  expect(problems.filter((problem) => !expected.test(problem))).toEqual([]);
});

/** The colour of faint ink, in which outdated data is shown. */
const readFaintInk = (page: Page) =>
  page.evaluate<string>(`(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--ink-faint)';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  })()`);

/** The part of the browser's global object that this test uses. */
interface Styles {
  getComputedStyle(element: unknown): { color: string };
}

const readColor = (locator: Locator) =>
  locator.evaluate((element) => (globalThis as unknown as Styles).getComputedStyle(element).color);

async function seeDimmed(page: Page, reason: Locator): Promise<void> {
  const faint = await readFaintInk(page);
  await eventually('a dimmed reason', async () => (await readColor(reason)) === faint);
}

test('a failing forge is named, and the reasons that it may have changed are dimmed', async () => {
  const { forge } = world.getForge();
  const page = await world.pages.open('/');
  await waitUntilLive(page);
  const reason = findRow(page, 'Add a second retry').locator('.reason-text');
  await page.getByText('Checks failed').first().waitFor();
  expect(await readColor(reason)).not.toBe(await readFaintInk(page));

  const outage = forge.faults.add({ effect: { kind: 'status', status: 503 } });
  await page.getByText(/^Demo forge has not responded since \d\d:\d\d\./).waitFor();
  await page.getByRole('link', { name: /failing since \d\d:\d\d$/ }).waitFor();
  await seeDimmed(page, reason);
  await page.goto('/health');
  await page.getByText(/2 branches could not be checked\. Afterpush keeps trying/).waitFor();
  expect(await page.getByText('Everything is up to date').count()).toBe(0);

  outage.remove();
  await page.goto('/');
  await page.getByRole('link', { name: /failing since/ }).waitFor({ state: 'detached' });
});

test('while the server is unreachable, reasons are dimmed and no next check is promised', async () => {
  const page = await world.pages.open(`/chats/${chatIds[0]}`);
  await waitUntilLive(page);
  const facts = page.locator('.facts');
  const reason = page.locator('.chat-reason .reason-text');
  await facts.getByText(/next check in|checking now/).waitFor();
  // The menu and the diff load their code when they are first shown.
  await page.getByText('retry', { exact: true }).first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox').waitFor({ state: 'detached' });

  await page.context().setOffline(true);
  await page.getByText('offline', { exact: true }).waitFor();
  await seeDimmed(page, reason);
  await seeDimmed(page, findRow(page, 'Add a second retry').locator('.reason-text'));
  await facts.getByText(/next check|checking now/).waitFor({ state: 'detached' });
  await eventually('the title', async () => (await page.title()).startsWith('offline · '));
  await page.keyboard.press('Control+k');
  const entry = page.getByRole('option', { name: /Add a second retry/ });
  await seeDimmed(page, entry.locator('.palette-reason'));
  await page.keyboard.press('Escape');
  await page.getByRole('combobox').waitFor({ state: 'detached' });

  await page.keyboard.press('r');
  await page.getByText('Not refreshed: the server cannot be reached').waitFor();
  await findRow(page, 'Add a second retry').getByRole('link').first().click();
  await page.getByText('Could not load the diff').waitFor();
  await page.getByText('The server cannot be reached.', { exact: true }).waitFor();
  expect(await page.getByText(/^Server unreachable/).count()).toBe(0);
});

test('ages are right in a browser whose clock is ten minutes ahead', async () => {
  const page = await (await world.pages.open('/health')).context().newPage();
  await page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + 600_000;
  });
  await page.goto(`/chats/${chatIds[0]}`);
  await waitUntilLive(page);
  await page
    .locator('.facts')
    .getByText(/^checked (just now|\d+ s ago)/)
    .waitFor();
});
