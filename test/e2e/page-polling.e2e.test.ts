import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
let chatId: string;

beforeAll(async () => {
  world = await startPageWorld();
  const push = { branch: 'agent/work', files: { f: 'f\n' }, title: 'Add retry' };
  ({ chatId } = await world.pushPullRequest(push));
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

test('polling is paused and resumed on the health page, and every open page says so at once', async () => {
  const board = await world.pages.open('/');
  const chat = await world.pages.open(`/chats/${chatId}`);
  await chat.getByText(/^next check in/).waitFor();
  const health = await world.pages.open('/health');
  await health.getByRole('button', { name: 'Pause polling' }).click();

  await health.getByText(/^Polling paused since \d\d:\d\d\.$/).waitFor();
  expect(await health.getByText('Everything is up to date').count()).toBe(0);
  await health.getByRole('link', { name: 'polling paused' }).waitFor();
  await board.getByText(/^Polling paused since \d\d:\d\d\. Only pushes/).waitFor();
  await chat
    .getByText('polling paused', { exact: true })
    .filter({ visible: true })
    .first()
    .waitFor();
  expect(
    await chat
      .getByText(/next check in/)
      .filter({ visible: true })
      .count(),
  ).toBe(0);

  await board.getByRole('link', { name: 'View details' }).click();
  await board.getByRole('button', { name: 'Resume' }).click();

  await board.getByRole('button', { name: 'Pause polling' }).waitFor();
  await health.getByRole('button', { name: 'Pause polling' }).waitFor();
  await chat
    .getByText(/^next check in/)
    .filter({ visible: true })
    .first()
    .waitFor();
});

test('a webhook counts as active once it has delivered', async () => {
  const { forge, repository } = world.getForge();
  forge.deliveries.injectFaults({ drop: 1, seed: 1 });
  await world.afterpush.client.installWebhook({ repository });

  const page = await world.pages.open('/health');

  await page.getByText('1 waiting', { exact: true }).waitFor();
  await page.getByText('0 active', { exact: true }).waitFor();
  await page.goto('/forges');
  await page.getByText('waiting', { exact: true }).waitFor();
});

test('quotas are named by what they count', async () => {
  const page = await world.pages.open('/health');
  await page.getByRole('heading', { name: /^GraphQL points [\d,]+ of [\d,]+ left$/ }).waitFor();
  await page.goto('/forges');
  await page.getByText('GraphQL points', { exact: true }).waitFor();
});
