import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AfterpushProcess,
  adminToken,
  findPrintedLink,
  startAfterpush,
} from '../support/afterpush-process.ts';
import { openBrowser } from '../support/browser.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';
import { openPage } from '../support/watched-page.ts';

let browser: Browser;
let world: ForgeWorld;
let afterpush: AfterpushProcess;

beforeAll(async () => {
  [browser, world] = await Promise.all([openBrowser(), startForgeWorld()]);
  afterpush = await startAfterpush({ environment: world.environment });
});

afterAll(async () => {
  await browser?.close();
  await afterpush?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

/** A service of an agent on another port of this host, which records the cookies it receives. */
async function startNeighbour(body: string) {
  const cookies: string[] = [];
  const server = createServer((request, response) => {
    if (request.headers.cookie !== undefined) cookies.push(request.headers.cookie);
    response.writeHead(200, { 'content-type': 'text/html' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, cookies, [Symbol.dispose]: () => server.close() };
}

const isLive = { exact: true };

test('S10: what a browser sends to another port of this host opens nothing here', async () => {
  const origin = `${world.forge.webBaseUrl}/acme/app.git`;
  const query = new URLSearchParams({ match: origin, origin, branch: 'agent/foreign' });
  const chat = await afterpush.client.createChat({ title: 'one' });
  const credential = `/api/v1/external-auth?${query.toString()}&chat_id=${chat.id}`;
  await using opened = await openPage(browser);
  await opened.page.goto(findPrintedLink(afterpush));
  await opened.page.getByText('live', isLive).waitFor();

  using neighbour = await startNeighbour(
    `<script>fetch('${afterpush.url}${credential}', { mode: 'no-cors', credentials: 'include' })
      .finally(() => { document.title = 'sent'; })</script>`,
  );
  await opened.page.goto(neighbour.url);
  await opened.page.waitForFunction('document.title === "sent"');
  const [cookie = ''] = neighbour.cookies;
  expect(cookie).toContain('afterpush_session=');

  for (const path of [
    credential,
    '/api/v1/chats',
    '/api/v1/events',
    '/api/v1/forges',
    '/metrics',
  ]) {
    const response = await fetch(`${afterpush.url}${path}`, { headers: { cookie } });
    expect(response.status, path).toBe(401);
    expect(await response.text()).not.toContain(ownerToken);
  }
  expect((await afterpush.client.getChat(chat.id)).diff_statuses).toEqual([]);
});

test('a login link works in one browser, and a new one comes from the command line', async () => {
  const { url } = await afterpush.client.createLoginLink();
  await using first = await openPage(browser);
  await first.page.goto(url);
  await first.page.waitForURL(`${afterpush.url}/`);
  await using second = await openPage(browser);
  const refused = await second.page.goto(url);
  expect(refused?.status()).toBe(401);
  await second.page.getByText('afterpush login-link').waitFor();
});

test('a session is ended from another browser, whose page notices at once', async () => {
  await using one = await openPage(browser);
  await using other = await openPage(browser);
  for (const { page } of [one, other]) {
    await page.goto((await afterpush.client.createLoginLink()).url);
    await page.getByText('live', isLive).waitFor();
  }
  await one.page.goto(`${afterpush.url}/forges`);
  const sessions = one.page.getByRole('region', { name: 'Signed-in browsers' });
  await sessions.getByText('this browser').waitFor();
  const ends = sessions.getByRole('button', { name: /^Sign out Chrome/ });
  // The most recent one is that of the other browser.
  await ends.first().click();
  await other.page.getByRole('heading', { name: 'Signed out' }).waitFor();

  await sessions.getByRole('button', { name: 'Sign out', exact: true }).click();
  await one.page.getByRole('heading', { name: 'Signed out' }).waitFor();
  expect(await one.page.evaluate('localStorage.getItem("afterpush.session")')).toBeNull();
  expect(await one.page.context().cookies()).toEqual([]);
  await one.page.reload();
  await one.page.getByRole('heading', { name: 'Signed out' }).waitFor();
});

test('S10: the admin token signs in without appearing in an address', async () => {
  await using opened = await openPage(browser);
  const { page } = opened;
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(afterpush.url);
  const field = page.getByLabel('Or paste the admin token');
  await field.fill('not-the-token-of-this-server');
  await page.getByRole('button', { name: 'Sign in' }).click();
  // The form stays, to try again.
  await page.getByRole('alert').getByText('This token does not sign you in.').waitFor();
  await field.fill(adminToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('live', isLive).waitFor();
  expect(addresses.join()).not.toContain(adminToken);
  expect(afterpush.output()).not.toContain(adminToken);
});
