import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { ownerToken } from '../support/forge-world.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';
import { type CloneFolder, createCloneFolder } from '../support/watched-clones.ts';

let folder: CloneFolder;
let world: PageWorld;

beforeAll(async () => {
  folder = createCloneFolder();
  await folder.git('.', 'init', '-q', '-b', 'main', 'app');
  world = await startPageWorld({ environment: { AFTERPUSH_WATCH: folder.directory } });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

test('the page shows what is not pushed beside the pull request, until it is pushed', async () => {
  const { forge, repository, cloneUrl } = world.getForge();
  const { client } = world.afterpush;
  const url = cloneUrl.replace('://', `://ada:${ownerToken}@`);
  await folder.git('app', 'remote', 'add', 'origin', url);
  await folder.git('app', 'fetch', '-q');
  await folder.git('app', 'checkout', '-q', '-b', 'agent/x', 'origin/main');
  await folder.commit('app', 'pushed line');
  await folder.git('app', 'push', '-q', 'origin', 'agent/x');
  const work = { repository, author: 'grace', head: 'agent/x', title: 'Work' };
  const pull = await forge.openPullRequest(work);
  forge.openThread(pull, { author: 'ada', path: 'file-1.txt', line: 1, body: 'Why this line?' });
  const chat = await eventually('the chat', async () => {
    const { chats } = await client.listChats();
    return chats.find(({ diff_status: status }) => status?.pr_number);
  });
  await folder.commit('app', 'committed line');
  writeFileSync(folder.path('app/draft.txt'), 'draft line\n');
  writeFileSync(folder.path('app/logo.png'), Buffer.from('89504e470d0a1a0a00', 'hex'));
  await folder.git('app', 'status');
  await eventually('the report', async () => {
    const { checkout } = await client.getChat(chat.id);
    return checkout?.ahead === 1 && checkout.changed_files === 2;
  });

  const page = await world.pages.open(`/chats/${chat.id}`);
  await page.getByText('1 commit not pushed, 2 files changed').waitFor();
  await page.getByText('pushed line', { exact: true }).waitFor();
  await page.getByText('Why this line?').waitFor();
  await page.getByRole('button', { name: 'Not pushed' }).click();
  await page.getByText('draft line', { exact: true }).waitFor();
  await page.getByText('committed line', { exact: true }).waitFor();
  await page.getByText('Shown once it is pushed.').waitFor();
  // The forge has neither these lines nor their commit.
  expect(await page.getByText('on files that are not shown here').count()).toBe(0);
  await page.keyboard.press('J');
  await page.keyboard.press('c');
  await page.locator('textarea:focus').waitFor();
  expect(await page.getByRole('radio').nth(1).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await page.getByText('Why this line?').waitFor();
  await page.getByRole('button', { name: 'Not pushed' }).click();
  await page.getByRole('button', { name: 'Pull request', exact: true }).click();
  await page.getByText('pushed line', { exact: true }).waitFor();

  await folder.git('app', 'add', '-A');
  await folder.git('app', 'commit', '-q', '-m', 'Draft');
  await folder.git('app', 'push', '-q', 'origin', 'agent/x');
  await page.getByRole('button', { name: 'Not pushed' }).waitFor({ state: 'detached' });
  await page.locator('.checkout-note').waitFor({ state: 'detached' });
  expect(await world.pages.close(), 'what went wrong on the page').toEqual([]);
});
