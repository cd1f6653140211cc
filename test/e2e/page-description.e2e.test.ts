import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listViolations } from '../support/axe.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;

beforeAll(async () => {
  world = await startPageWorld();
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

async function openDescription(branch: string, body: string, title = 'Say why'): Promise<Page> {
  const { forge } = world.getForge();
  const push = { branch, files: { [`${branch}.ts`]: 'let a = 1;\n' }, title };
  const { chatId, pull } = await world.pushPullRequest({ ...push, chatTitle: 'The chat' });
  forge.changePullRequest(pull, { body });
  return world.pages.open(`/chats/${chatId}?view=description`);
}

const article = (page: Page) => page.getByRole('article');

const sample = `## Why

The *login* waited for **nothing**, says @mira. See [the issue](https://example.test/1).

- [x] fixed
- [ ] documented

| before | after |
| ------ | ----: |
| 3 s    | 40 ms |

\`\`\`ts
await login();
\`\`\`
`;

describe('the description of a pull request', () => {
  test('is shown as Markdown, with the commits below it', async () => {
    const { forge } = world.getForge();
    const page = await openDescription('agent-why', sample);
    const text = article(page);
    await text.getByRole('heading', { name: 'Why', exact: true }).waitFor();
    await text.getByRole('heading', { name: /Say why #\d+/ }).waitFor();
    expect(await text.getByRole('checkbox').count()).toBe(2);
    expect(await text.getByRole('checkbox', { name: 'not done' }).isDisabled()).toBe(true);
    expect(await text.getByRole('cell').allInnerTexts()).toEqual(['3 s', '40 ms']);
    const link = text.getByRole('link', { name: 'the issue' });
    expect(await link.getAttribute('href')).toBe('https://example.test/1');
    expect(await link.getAttribute('rel')).toContain('noopener noreferrer');
    const commits = page.getByRole('region', { name: 'Commits' }).getByRole('listitem');
    expect(await commits.allInnerTexts()).toEqual([expect.stringContaining('Change agent-why')]);
    const address = await commits.getByRole('link').getAttribute('href');
    expect(address).toMatch(`${forge.webBaseUrl}/acme/app/commit/`);
    await page.locator('.pull-request-title', { hasText: 'Say why' }).waitFor();
  });

  test('has no barriers in either theme, wide or narrow', async () => {
    const page = await openDescription('agent-axe', `${sample}\n![A cat](https://a.test/c.png)`);
    await article(page).getByRole('button', { name: /A cat/ }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        expect(await listViolations(page), `${colorScheme} ${width}`).toEqual([]);
      }
    }
  });

  test('executes nothing and requests nothing, whatever is in it', async () => {
    await using elsewhere = await startLoopbackServer((_, response) => void response.end('x'));
    const { origin } = elsewhere;
    const hostile = [
      `<img src="${origin}/a.png" onerror="window.hacked = true">`,
      `![image](${origin}/b.png)`,
      `[![badge](${origin}/c.svg)](javascript:window.hacked=true)`,
      `<script>window.hacked = true</script>`,
      `<script src="${origin}/d.js"></script>`,
      `<iframe src="${origin}/e.html"></iframe>`,
      `<iframe srcdoc="<script>parent.hacked = true</script>"></iframe>`,
      `<style>@import url(${origin}/f.css); * { background: url(${origin}/g.png) }</style>`,
      `<link rel="stylesheet" href="${origin}/h.css"><link rel="prefetch" href="${origin}/i">`,
      `<svg onload="window.hacked = true"><image href="${origin}/j.svg"/></svg>`,
      `<video src="${origin}/k.mp4" poster="${origin}/l.png" autoplay></video>`,
      `<form action="${origin}/m"><input autofocus onfocus="window.hacked = true"></form>`,
      `<meta http-equiv="refresh" content="0;url=${origin}/n">`,
      `<a href="javascript:window.hacked=true">html link</a>`,
      '[js link](javascript:window.hacked=true)',
      '[data link](data:text/html,<script>opener.hacked=true</script>)',
      `<details open ontoggle="window.hacked = true"><summary>More</summary>End</details>`,
    ].join('\n\n');
    const requested: string[] = [];
    const page = await openDescription('agent-evil', hostile, `<img src=${origin}/t.png>`);
    page.on('request', (request) => requested.push(request.url()));
    await article(page).getByText('MoreEnd').waitFor();
    await page.reload();
    await article(page).getByText('MoreEnd').waitFor();

    expect(elsewhere.requests).toEqual([]);
    expect(requested.filter((url) => url.startsWith(origin))).toEqual([]);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    const parts = article(page).locator(
      'script, style, iframe, svg image, video, form, link, meta',
    );
    expect(await parts.count()).toBe(0);
    const handlers = await article(page).evaluate((element) =>
      [...element.querySelectorAll('*')].flatMap(({ attributes }) =>
        [...attributes].map(({ name }) => name).filter((name) => name.startsWith('on')),
      ),
    );
    expect(handlers).toEqual([]);
    const links = await article(page).getByRole('link').all();
    for (const link of links) expect(await link.getAttribute('href')).toMatch(/^https?:/);
    expect(
      await article(page)
        .getByText('js link')
        .evaluate((link) => link.tagName),
    ).not.toBe('A');
  });

  test('shows images of a chat when the reader wants to, and of no other chat', async () => {
    const { forge } = world.getForge();
    const [account] = forge.world.accounts.values();
    const image = `${forge.webBaseUrl}/avatars/u/${account?.id}`;
    const body = `![First](${image}?a=1)\n\n![Second](${image}?a=2)`;
    const other = await openDescription('agent-other', body);
    const { pathname, search } = new URL(other.url());
    const page = await openDescription('agent-images', body);
    const buttons = article(page).getByRole('button', { name: /^Show image/ });
    await buttons.first().click();
    await expect.poll(() => article(page).getByRole('img', { name: 'Second' }).count()).toBe(1);
    expect(await buttons.count()).toBe(0);
    await page.reload();
    await article(page).getByRole('img', { name: 'First' }).waitFor();
    const first = article(page).getByRole('img', { name: 'First' });
    expect(await first.getAttribute('referrerpolicy')).toBe('no-referrer');

    await page.goto(`${pathname}${search}`);
    await buttons.first().waitFor();
    expect(await article(page).getByRole('img').count()).toBe(0);
  });

  test('is said to be missing where it is', async () => {
    const page = await openDescription('agent-none', '');
    await article(page).getByText('No description.').waitFor();
  });
});

test('a long title of the pull request stands under that of the chat, and unfolds', async () => {
  const title = `Wait ${'until the session is visible '.repeat(12)}again`;
  const page = await openDescription('agent-long', 'Text', title);
  await page.getByRole('heading', { name: 'The chat', level: 1 }).waitFor();
  const line = page.locator('.pull-request-title');
  const height = (await line.boundingBox())?.height ?? 0;
  await page.getByRole('button', { name: 'Show all of it' }).click();
  await expect
    .poll(async () => (await line.boundingBox())?.height ?? 0)
    .toBeGreaterThan(height * 1.5);
  await page.getByRole('button', { name: 'Show less' }).click();
  await expect.poll(async () => (await line.boundingBox())?.height ?? 0).toBe(height);
});
