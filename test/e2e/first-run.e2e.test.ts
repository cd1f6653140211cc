import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAfterpush } from '../support/afterpush-process.ts';
import { openBrowser } from '../support/browser.ts';
import { createCredentialHome } from '../support/credential-home.ts';
import { eventually } from '../support/eventually.ts';
import { startForgeWorld } from '../support/forge-world.ts';
import { createSignedInPages } from '../support/signed-in-pages.ts';

/** A clone in which an agent has worked. */
function createAgentClone(home: string): string {
  const clone = join(home, 'app');
  mkdirSync(join(clone, '.git'), { recursive: true });
  mkdirSync(join(home, '.codex/sessions'), { recursive: true });
  writeFileSync(join(home, '.codex/sessions/1.jsonl'), `{"cwd":"${clone}"}\n`);
  return clone;
}

test('a first run finds a token of git and shows the open pull requests of its owner', async () => {
  await using world = await startForgeWorld();
  const { forge, repository } = world;
  await forge.commit(repository, [{ branch: 'fix', from: 'main', files: { 'a.txt': 'a' } }]);
  await forge.openPullRequest({ repository, author: 'ada', head: 'fix', title: 'Fix the login' });
  using place = createCredentialHome(new URL(forge.webBaseUrl).host);
  const clone = createAgentClone(place.home);
  const settings = [{ id: 'work', type: 'github', api_base_url: forge.apiBaseUrl }];
  const [browser, afterpush] = await Promise.all([
    openBrowser(),
    startAfterpush({
      environment: { ...place.environment, AFTERPUSH_FORGES: JSON.stringify(settings) },
    }),
  ]);
  await using _ = { [Symbol.asyncDispose]: () => browser.close() };
  await using __ = afterpush;
  const { client } = afterpush;
  const listTitles = async () => (await client.listChats()).chats.map(({ title }) => title);
  const shows = (titles: string[]) =>
    eventually('the chats', async () => {
      return (await listTitles()).join() === titles.join() || undefined;
    });

  await shows(['Fix the login']);
  const [summary] = await client.listForges();
  expect(summary?.token_source).toEqual({ kind: 'git', name: 'git credential helper' });
  const pages = createSignedInPages(browser, afterpush);

  // One pull request is hidden, and shown again.
  const page = await pages.open('/');
  await page.getByText('Fix the login').first().click();
  await page.getByRole('button', { name: 'Hide this pull request' }).click();
  await shows([]);
  await page.goto('/forges');
  await page.getByRole('button', { name: /^Show .*pull\/1 again$/ }).click();
  await shows(['Fix the login']);

  // The same for all in a repository.
  await page.goto('/');
  await page.getByText('Fix the login').first().click();
  await page.getByRole('button', { name: 'Hide all of mine in this repository' }).click();
  await shows([]);
  await page.goto('/forges');
  await page.getByRole('button', { name: /^Show .*acme\/app again$/ }).click();
  await shows(['Fix the login']);

  // The accounts of agents, and the switch.
  await page.getByLabel(/^Accounts of agents/).fill('@Devin-AI[bot], copilot-swe-agent');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect((await client.getDiscovery()).bot_authors).toEqual(['devin-ai', 'copilot-swe-agent']);
  const follow = page.getByRole('checkbox', { name: /^Follow my open pull requests/ });
  await follow.uncheck();
  await shows([]);
  await follow.check();
  await shows(['Fix the login']);

  // The found token is linked with one click.
  await page.getByRole('button', { name: 'Link the token from git credential helper' }).click();
  await page.getByRole('button', { name: 'Replace token' }).waitFor();
  expect((await client.listForges())[0]?.token_source?.kind).toBe('linked');

  // A folder of an agent is followed, and no longer.
  await page.getByRole('button', { name: 'Show these folders' }).click();
  await page.getByRole('button', { name: `Follow ${clone}` }).click();
  const unfollow = page.getByRole('button', { name: `Stop following ${clone}` });
  await unfollow.waitFor();
  expect((await client.getAgentFolders()).followed).toEqual([clone]);
  await unfollow.click();
  await page.getByRole('button', { name: `Follow ${clone}` }).waitFor();
  expect((await client.getAgentFolders()).followed).toEqual([]);
  // A chat that is hidden while it is open is requested once more.
  const problems = (await pages.close()).filter((problem) => !problem.includes('404'));
  expect(problems).toEqual([]);
});

test('--open opens the page with the login link in the browser of the environment', async () => {
  const home = mkdtempSync(join(tmpdir(), 'afterpush-open-'));
  const program = join(home, 'browser.mjs');
  const opened = join(home, 'opened');
  // Renamed when complete, since the test reads the file as soon as it exists.
  const source = `import { renameSync, writeFileSync } from 'node:fs';
    writeFileSync('${opened}.draft', process.argv[2]);
    renameSync('${opened}.draft', '${opened}');`;
  writeFileSync(program, source);
  await using afterpush = await startAfterpush({
    environment: { BROWSER: `${process.execPath} ${program}` },
    args: ['--open'],
  });
  const url = await eventually('the browser', () => readFile(opened, 'utf8'));
  expect(url).toMatch(/\/login\?code=/);
  expect(afterpush.output()).toMatch(/^starting \.\.\.\n/);
  expect(afterpush.output()).toContain(`open ${url}\n`);
  rmSync(home, { recursive: true, force: true });
});
