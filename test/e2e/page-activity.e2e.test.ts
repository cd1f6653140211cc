import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listViolations } from '../support/axe.ts';
import { findRow, readTitles } from '../support/board-page.ts';
import { createPostgresUrl } from '../support/databases/postgres-url.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
let database: Client;

const forgotten = 'Explore the importer';
const current = 'Fix the login';
const files = { 'work.txt': 'work\n' };

beforeAll(async () => {
  const url = await createPostgresUrl();
  world = await startPageWorld({ environment: { AFTERPUSH_DATABASE_URL: url } });
  database = new Client(url);
  await database.connect();
  await world.push({ branch: 'explore', chatTitle: forgotten, files });
  await world.pushPullRequest({ branch: 'agent/login', title: current, files });
  await database.query(
    `UPDATE chat_diff_statuses SET reported_at = now() - interval '40 minutes'
     WHERE git_branch = 'explore'`,
  );
});

afterAll(async () => {
  await database?.end();
  await world?.[Symbol.asyncDispose]();
});

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

test('a row shows when the work last moved, and the word for work that has come to a halt', async () => {
  const page = await world.pages.open('/', { viewport: { width: 1440, height: 900 } });
  const stalled = findRow(page, forgotten).locator('.freshness');
  await stalled.getByText('stalled, 40 min').filter({ visible: true }).waitFor();
  expect(await stalled.locator('time').getAttribute('title')).toMatch(
    /^Last activity .*; checked /,
  );
  await findRow(page, current).getByText('Last activity').waitFor({ state: 'attached' });
  expect(await findRow(page, current).textContent()).not.toContain('stalled');
  expect(await listViolations(page)).toEqual([]);
});

test('is:stalled shows that work only', async () => {
  const page = await world.pages.open('/?q=is%3Astalled');
  await eventually(
    'the stalled chat only',
    async () => (await readTitles(page)).join() === forgotten,
  );
});
