import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { drawPicture } from '../../demo/seed/picture.ts';
import { cloneAsAgent } from '../support/agent-clone.ts';
import { awkwardBase, changeAwkwardly } from '../support/awkward-diff.ts';
import { listViolations } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

const numbered = (count: number, word: string) =>
  Array.from({ length: count }, (_, at) => `${word} ${at + 1}\n`).join('');

/** Tall enough to show every file. */
const tall = { viewport: { width: 1280, height: 2000 } };
/** Wide enough for a split view beside the list of chats. */
const roomy = { viewport: { width: 1920, height: 900 } };

let world: PageWorld;
/** The path of a chat whose pull request changes files in unusual ways. */
let awkward: string;

beforeAll(async () => {
  world = await startPageWorld();
  awkward = `/chats/${await pushAwkwardChanges()}`;
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'what went wrong on the page').toEqual([]);
});

/** Pushes as an agent does: with git, which gets its credential from Afterpush. */
async function pushAwkwardChanges(): Promise<string> {
  const { forge, repository, cloneUrl } = world.getForge();
  const [head, chatId] = ['agent/awkward', 'awkward'];
  await forge.commit(repository, [{ branch: 'main', files: awkwardBase }]);
  await world.afterpush.client.createChat({ id: chatId, title: 'Change awkwardly' });
  using clone = await cloneAsAgent(cloneUrl, { afterpushUrl: world.afterpush.url, chatId });
  await clone.git('checkout', '-q', '-b', head);
  changeAwkwardly(clone.directory);
  await clone.git('add', '-A');
  await clone.git('commit', '-q', '-m', 'Change awkwardly');
  await clone.git('push', '-q', 'origin', head);
  await forge.openPullRequest({ repository, author: 'grace', head, title: 'Change awkwardly' });
  await eventually('the pull request', async () => (await world.refresh(chatId)).pr_number);
  return chatId;
}

const viewedBox = (page: Page, path: string) =>
  page.getByRole('checkbox', { name: `Viewed: ${path}`, exact: true });
const fileOf = (page: Page, path: string) =>
  page.locator('diffs-container').filter({ has: viewedBox(page, path) });
const lineOf = (page: Page, path: string, text: string) =>
  fileOf(page, path).getByText(text, { exact: true });
const newerBar = (page: Page) => page.getByRole('status').filter({ has: page.locator('kbd') });

/** The scroll position of the diff. */
const findScroll = (page: Page) =>
  page.getByRole('region', { name: 'Changes', exact: true }).evaluate((region) => region.scrollTop);

/** The status, previous path and note in the header of each file. */
function readFiles(page: Page): Promise<Record<string, string>> {
  return page.evaluate<Record<string, string>>(`Object.fromEntries(
    [...document.querySelectorAll('.file-header')].map((header) => {
      const read = (name) => header.querySelector(name)?.textContent;
      const path = header.querySelector('code:not(.file-previous)').textContent;
      const facts = [read('.visually-hidden'), read('.file-previous'), read('.diff-note')];
      return [path, facts.filter(Boolean).join(', ')];
    }),
  )`);
}

describe('a pull request with unusual changes', () => {
  test('shows the status of every file', async () => {
    const page = await world.pages.open(awkward, tall);
    await viewedBox(page, 'with spaces.txt').waitFor();

    expect(await readFiles(page)).toEqual({
      'assets/logo.png': 'modified, binary',
      'docs/manual.md': 'renamed, docs/guide.md, no lines changed',
      'empty.txt': 'added, empty file',
      'gone.ts': 'deleted',
      'größe/日本語 🚀.txt': 'added',
      'long.txt': 'modified',
      'package-lock.json': 'modified, lock file, collapsed',
      'quoted "path".txt': 'added',
      'run.sh': 'type or permissions changed, mode 100644 → 100755',
      'src/new-name.ts': 'renamed, src/old-name.ts',
      'tail.txt': 'modified',
      'windows.txt': 'modified',
      'with spaces.txt': 'modified',
    });
    await lineOf(page, 'gone.ts', 'export const gone = true;').waitFor();
    await lineOf(page, 'größe/日本語 🚀.txt', 'unicode').waitFor();
    await lineOf(page, 'quoted "path".txt', 'quoted').waitFor();
    await lineOf(page, 'src/new-name.ts', 'changed while moving').waitFor();
    await lineOf(page, 'tail.txt', 'the last line ends no more').waitFor();
    await lineOf(page, 'tail.txt', 'No newline at end of file').waitFor();
    await lineOf(page, 'windows.txt', 'zwei').waitFor();
    await lineOf(page, 'with spaces.txt', 'after').waitFor();
  });

  test('expands a collapsed lock file', async () => {
    const page = await world.pages.open(awkward, tall);
    const locked = lineOf(page, 'package-lock.json', '"package": locked');
    const expand = page.getByRole('button', { name: 'Expand package-lock.json' });
    await lineOf(page, 'with spaces.txt', 'after').waitFor();
    expect(await locked.count()).toBe(0);

    await expand.click();

    await locked.waitFor();
  });

  test('loads the lines around a change from the file', async () => {
    const page = await world.pages.open(`${awkward}?file=long.txt`);
    await lineOf(page, 'long.txt', 'line 57').waitFor();
    expect(await lineOf(page, 'long.txt', 'line 56').count()).toBe(0);

    const above = fileOf(page, 'long.txt').getByRole('button', { name: 'Show lines above' });
    await above.first().press('Enter');
    await lineOf(page, 'long.txt', 'line 56').waitFor();
    await lineOf(page, 'long.txt', 'line 37').waitFor();
    expect(await lineOf(page, 'long.txt', 'line 36').count()).toBe(0);

    await page.getByRole('button', { name: 'More actions for long.txt' }).click();
    await page.getByRole('menuitem', { name: 'Show the whole file' }).click();
    await page.getByRole('treeitem', { name: /long\.txt/ }).click();
    await lineOf(page, 'long.txt', 'line 1').waitFor();
  });

  test('a link to a line scrolls to it and selects it', async () => {
    const page = await world.pages.open(`${awkward}?file=long.txt`);
    await fileOf(page, 'long.txt').locator('[data-column-number="62"]').click();
    await page.waitForURL(/origin=.+&branch=.+&file=long.txt&line=R62&commit=[0-9a-f]{40}$/);

    const other = await world.pages.open(new URL(page.url()).pathname + new URL(page.url()).search);
    await expectSelected(other, 'long.txt', 'line 62');
  });

  test('a link to a line of a commit that the branch has left says so and offers the new one', async () => {
    const page = await world.pages.open(
      `${awkward}?file=long.txt&line=R62&commit=${'5ed987f'.padEnd(40, '0')}`,
    );
    await page.getByText('line 62 of long.txt in commit 5ed987f').waitFor();
    expect(await fileOf(page, 'long.txt').locator('[data-selected-line]').count()).toBe(0);

    await page.getByRole('button', { name: /^Show it in [0-9a-f]{7}$/ }).click();
    await expectSelected(page, 'long.txt', 'line 62');
    await page.waitForURL(/&line=R62&commit=(?!5ed987f)[0-9a-f]{40}$/);
  });

  test('a link to a line outside the patch loads the file', async () => {
    const page = await world.pages.open(`${awkward}?file=long.txt&line=R20-R21`);

    await expectSelected(page, 'long.txt', 'line 20');
    await expectSelected(page, 'long.txt', 'line 21');
  });

  test('a link to a file that is not in the diff shows a message', async () => {
    const page = await world.pages.open(`${awkward}?file=nowhere.ts&line=R1`);

    await page.getByText('nowhere.ts is not in this diff.').waitFor();
  });

  test('remembers the unified or split layout', async () => {
    const page = await world.pages.open(`${awkward}?file=src/new-name.ts`, roomy);
    const columns = fileOf(page, 'src/new-name.ts').locator('code[data-code]');
    await columns.first().waitFor();
    expect(await columns.count()).toBe(1);

    await page.getByRole('button', { name: 'Split' }).click();
    await eventually('two columns', async () => (await columns.count()) === 2);
    await page.reload();

    await eventually('two columns', async () => (await columns.count()) === 2);
    await page.getByRole('button', { name: 'Split', pressed: true }).waitFor();
    await page.keyboard.press('u');
    await eventually('one column', async () => (await columns.count()) === 1);
  });

  test('a split view without 60 characters a side becomes unified until there is room', async () => {
    const page = await world.pages.open(`${awkward}?file=src/new-name.ts`, roomy);
    const columns = fileOf(page, 'src/new-name.ts').locator('code[data-code]');
    await page.getByRole('button', { name: 'Split' }).click();
    await eventually('two columns', async () => (await columns.count()) === 2);

    await page.setViewportSize({ width: 1400, height: 900 });
    await eventually('one column', async () => (await columns.count()) === 1);
    await page.getByText('no room to split').waitFor();
    await page.getByRole('button', { name: 'Split', pressed: true }).waitFor();

    await page.keyboard.press('b');
    await eventually('two columns', async () => (await columns.count()) === 2);
    expect(await page.getByText('no room to split').count()).toBe(0);
  });

  test('hides the list of chats with one key, in other chats and after a reload, too', async () => {
    const page = await world.pages.open(awkward);
    const list = page.getByRole('region', { name: 'Chats' });
    const region = page.getByRole('main');
    const left = async () => (await region.boundingBox())?.x;
    await list.waitFor();
    expect(await left()).toBeGreaterThan(300);

    await page.keyboard.press('b');
    await list.waitFor({ state: 'hidden' });
    expect(await left()).toBe(0);
    await page.reload();
    await viewedBox(page, 'assets/logo.png').waitFor();
    expect(await list.isVisible()).toBe(false);

    await page.getByRole('button', { name: 'Show the list of chats' }).click();
    await list.waitFor();
    await page.keyboard.press('\\');
    await list.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'All chats' }).click();
    await page.getByRole('main', { name: 'Chats' }).waitFor();
  });

  test('the tree finds a file by part of its path', async () => {
    const page = await world.pages.open(awkward);
    await page.getByRole('treeitem', { name: /logo\.png/ }).waitFor();
    await page.keyboard.press('t');
    await page.keyboard.type('name');
    const items = page.getByRole('treeitem');
    await eventually('a folder and its file', async () => (await items.count()) === 2);

    await page.getByRole('treeitem', { name: /new-name\.ts/ }).click();
    await page.locator('[aria-current]').filter({ hasText: 'new-name.ts' }).waitFor();
    await viewedBox(page, 'src/new-name.ts').waitFor();

    await page.getByRole('searchbox', { name: 'Find a file' }).fill('nothing like it');
    await page.getByText('No matching files').waitFor();
  });

  test('keys move through files and hunks, collapse files and mark them as viewed', async () => {
    const page = await world.pages.open(awkward);
    const tree = page.getByRole('navigation', { name: 'Files' });
    await viewedBox(page, 'assets/logo.png').waitFor();
    await tree.getByRole('treeitem').first().waitFor();

    await page.keyboard.press(']');
    await page.getByText('docs/manual.md, file 2 of 13').waitFor();
    await page.keyboard.press('[');
    await page.getByText('assets/logo.png, file 1 of 13').waitFor();
    await page.keyboard.press('n');
    await page.getByText('Hunk 1 of 1, gone.ts').waitFor();
    await page.keyboard.press('n');
    await page.getByText('Hunk 1 of 1, größe/日本語 🚀.txt').waitFor();
    await page.keyboard.press('p');
    await page.getByText('Hunk 1 of 1, gone.ts').waitFor();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Expand gone.ts' }).waitFor();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Collapse gone.ts', exact: true }).waitFor();

    await page.keyboard.press('v');
    await page.getByText('gone.ts viewed and collapsed').waitFor();
    await page.getByText('1 of 13 viewed').waitFor();
    expect(await viewedBox(page, 'gone.ts').isChecked()).toBe(true);
    await page.keyboard.press('v');
    await page.getByText('gone.ts not viewed').waitFor();

    await page.keyboard.press('f');
    await tree.waitFor({ state: 'detached' });
    await page.keyboard.press('f');
    await tree.waitFor();
  });
});

async function expectSelected(page: Page, path: string, text: string): Promise<void> {
  const selected = fileOf(page, path).locator('[data-line][data-selected-line]');
  await eventually(`${text} selected and in view`, async () => {
    const box = await selected.filter({ hasText: text }).boundingBox();
    const height = page.viewportSize()?.height ?? 0;
    return box !== null && box.y > 0 && box.y < height;
  });
}

describe('while a diff is open', () => {
  const branch = 'agent/read';
  const before = { 'one.ts': 'let one = 1;\n', 'two.ts': 'let two = 2;\n' };

  test('keeps files viewed over a reload until they change', async () => {
    const { chatId } = await world.pushPullRequest({ branch, files: before, title: 'Count' });
    const page = await world.pages.open(`/chats/${chatId}`);
    for (const path of ['one.ts', 'two.ts']) await viewedBox(page, path).check();
    await page.getByText('2 of 2 viewed').waitFor();
    await page.reload();
    await page.getByText('2 of 2 viewed').waitFor();

    await world.push({ branch, chatId, files: { 'two.ts': 'let two = 1 + 1;\n' } });
    await page.getByRole('button', { name: 'Show new commits' }).click();

    await lineOf(page, 'two.ts', 'let two = 1 + 1;').waitFor();
    await page.getByText('1 of 2 viewed').waitFor();
    expect(await viewedBox(page, 'one.ts').isChecked()).toBe(true);
    expect(await viewedBox(page, 'two.ts').isChecked()).toBe(false);
  });

  test('offers new commits and does not scroll until they are shown', async () => {
    const files = { 'long.txt': numbered(400, 'before'), 'tail.txt': 'old\n' };
    const chat = { branch: 'agent/newer', files, title: 'Write much' };
    const { chatId } = await world.pushPullRequest(chat);
    const page = await world.pages.open(`/chats/${chatId}?file=long.txt&line=R300`);
    await expectSelected(page, 'long.txt', 'before 300');
    const scroll = await findScroll(page);
    expect(scroll).toBeGreaterThan(0);

    await world.push({ branch: chat.branch, chatId, files: { 'long.txt': 'after\n' } });
    const { head_sha: head } = await world.refresh(chatId);
    const message = `New commits: ${head?.slice(0, 7)}.`;
    await newerBar(page).getByText(message).waitFor();
    expect(await findScroll(page)).toBe(scroll);
    await expectSelected(page, 'long.txt', 'before 300');

    // Nothing changes out of sight.
    await page.keyboard.press('4');
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    await page.keyboard.press('.');
    await page.keyboard.press('1');
    await newerBar(page).waitFor();
    await page.keyboard.press('.');
    await lineOf(page, 'long.txt', 'after').waitFor();
    await newerBar(page).waitFor({ state: 'detached' });
  });
});

describe('commits since the last look', () => {
  const push = { branch: 'agent/since', title: 'Write in steps' };
  let chatId: string;
  const heads: string[] = [];

  beforeAll(async () => {
    const files = { 'first.ts': 'let first = 1;\n', 'second.ts': 'let second = 2;\n' };
    ({ chatId } = await world.pushPullRequest({ ...push, files }));
    heads.push((await world.refresh(chatId)).head_sha ?? '');
  });

  test('are offered when the head has moved, and shown alone with one key', async () => {
    const page = await world.pages.open(`/chats/${chatId}`);
    await lineOf(page, 'first.ts', 'let first = 1;').waitFor();
    expect(await page.getByText('since you last looked').count()).toBe(0);
    await page.goto('/');
    await world.push({ ...push, chatId, files: { 'second.ts': 'let second = 1 + 1;\n' } });
    heads.push((await world.refresh(chatId)).head_sha ?? '');
    const [from = '', to = ''] = heads;

    await page.goto(`/chats/${chatId}`);
    await page.getByText(`1 new commit since you last looked, at ${from.slice(0, 7)}.`).waitFor();
    await lineOf(page, 'first.ts', 'let first = 1;').waitFor();
    await page.keyboard.press('s');
    await page.waitForURL((url) => url.searchParams.get('from') === from);
    await page.getByText(`Only the commits after ${from.slice(0, 7)}, up to`).waitFor();
    await lineOf(page, 'second.ts', 'let second = 2;').waitFor();
    await lineOf(page, 'second.ts', 'let second = 1 + 1;').waitFor();
    expect(await viewedBox(page, 'first.ts').count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('to')).toBe(to);

    await page.reload();
    await lineOf(page, 'second.ts', 'let second = 2;').waitFor();
    await page.getByRole('link', { name: 'Show the whole diff' }).click();
    await lineOf(page, 'first.ts', 'let first = 1;').waitFor();
    await page.getByRole('button', { name: 'Do not offer these commits again' }).click();
    await page.reload();
    await lineOf(page, 'first.ts', 'let first = 1;').waitFor();
    expect(await page.getByText('since you last looked').count()).toBe(0);
  });

  test('are chosen from the list of the commits', async () => {
    const [from = '', to = ''] = heads;
    const page = await world.pages.open(`/chats/${chatId}`);
    await page.getByRole('button', { name: 'Choose commits' }).click();
    const dialog = page.getByRole('dialog', { name: 'Commits in the diff' });
    await dialog.getByLabel('After').selectOption({ index: 1 });
    expect(await listViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Show these commits' }).click();
    await page.waitForURL((url) => url.search.includes(`from=${from}&to=${to}`));
    await lineOf(page, 'second.ts', 'let second = 2;').waitFor();
  });

  test('which the forge no longer has are said to be gone, and the whole diff is offered', async () => {
    const range = `from=${'1'.repeat(40)}&to=${heads.at(-1)}`;
    const page = await world.pages.open(`/chats/${chatId}?${range}`);
    await page.getByRole('heading', { name: 'These commits are gone' }).waitFor();
    await page.getByRole('link', { name: 'Show the whole diff' }).last().click();
    await lineOf(page, 'first.ts', 'let first = 1;').waitFor();
    // The browser reports every response of 404.
    expect(await world.pages.close()).toEqual([expect.stringContaining('404 (Not Found)')]);
  });

  test('are not offered after the branch was rewritten, which the page says', async () => {
    const page = await world.pages.open(`/chats/${chatId}`);
    await lineOf(page, 'first.ts', 'let first = 1;').waitFor();
    const { forge, repository } = world.getForge();
    const files = { 'first.ts': 'let first = "rewritten";\n' };
    const commit = { branch: push.branch, from: 'main', files, message: 'Start again' };
    await forge.commit(repository, [commit]);
    await world.refresh(chatId);
    await newerBar(page).getByText('New commits:').waitFor();
    await page.keyboard.press('.');
    await page.getByText('The branch was rewritten since you last looked').waitFor();
    await lineOf(page, 'first.ts', 'let first = "rewritten";').waitFor();
    expect(await page.getByText('Show only these').count()).toBe(0);
  });
});

describe('a diff of re-indented and moved code', () => {
  const moving = ['export function retry(times: number) {', '  return send(times, "again");', '}'];
  const indented = 'if (a) {\n  one();\n  two();\n}\n';
  let path: string;

  beforeAll(async () => {
    const { forge, repository } = world.getForge();
    const toText = (lines: string[]) => lines.map((line) => `${line}\n`).join('');
    const before = {
      'spaces.ts': 'one();\ntwo();\n',
      'only-spaces.ts': 'let  a=1;\n',
      'from.ts': `${toText(moving)}export const last = 1;\n`,
    };
    await forge.commit(repository, [{ branch: 'main', files: before, message: 'Before' }]);
    const files = {
      'spaces.ts': indented,
      'only-spaces.ts': 'let a = 1;\n',
      'from.ts': 'export const last = 1;\n',
      'to.ts': toText(moving),
    };
    const pull = { branch: 'agent/move', title: 'Move and indent', files };
    path = `/chats/${(await world.pushPullRequest(pull)).chatId}`;
  });

  test('leaves out changes of whitespace with one key, also after a reload', async () => {
    const page = await world.pages.open(path, tall);
    await lineOf(page, 'spaces.ts', 'if (a) {').waitFor();
    const removed = fileOf(page, 'spaces.ts').locator('[data-line-type="change-deletion"]');
    await eventually('removed lines', async () => (await removed.count()) > 0);

    await page.keyboard.press('w');
    await eventually('no removed line', async () => (await removed.count()) === 0);
    await page.getByText('only whitespace changed').waitFor();
    await page.reload();
    await page.getByText('only whitespace changed').waitFor();

    await page.getByRole('button', { name: 'Display options' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Ignore whitespace', checked: true }).click();
    await eventually('removed lines', async () => (await removed.count()) > 0);
  });

  test('marks the moved block on both sides, with where it went and came from', async () => {
    const page = await world.pages.open(path, tall);
    await lineOf(page, 'to.ts', moving[0] ?? '').waitFor();
    const marked = (file: string) => fileOf(page, file).locator('[data-line][data-moved]');
    expect(await marked('to.ts').count()).toBe(0);

    await page.keyboard.press('m');
    await eventually('moved lines', async () => (await marked('to.ts').count()) === 3);
    expect(await marked('from.ts').count()).toBe(3);
    expect(await marked('to.ts').first().getAttribute('title')).toBe('Moved from from.ts, line 1');
    expect(await marked('from.ts').last().getAttribute('title')).toBe('Moved to to.ts, line 3');

    await page.getByRole('button', { name: 'Display options' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Mark moved blocks (1)' }).waitFor();
    await page.keyboard.press('Escape');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await listViolations(page)).toEqual([]);
    }
    await page.keyboard.press('m');
    await eventually('no moved lines', async () => (await marked('to.ts').count()) === 0);
  });

  test('wraps long lines with one key', async () => {
    const page = await world.pages.open(path, tall);
    await lineOf(page, 'to.ts', moving[0] ?? '').waitFor();
    await page.keyboard.press('W');
    await fileOf(page, 'to.ts').locator('[data-overflow="wrap"]').waitFor();
  });
});

describe('images in a diff', () => {
  let path: string;

  beforeAll(async () => {
    const svg = (colour: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">
<script>document.title = 'run'; parent.document.title = 'run';</script>
<rect width="40" height="30" fill="${colour}"/></svg>\n`;
    const { forge, repository } = world.getForge();
    const before = {
      'logo.png': drawPicture([36, 99, 235], [14, 165, 233]),
      'mark.svg': svg('red'),
    };
    await forge.commit(repository, [{ branch: 'main', files: before, message: 'Draw' }]);
    const files = {
      'logo.png': drawPicture([220, 38, 38], [234, 88, 12]),
      'mark.svg': svg('green'),
      'new.png': drawPicture([1, 2, 3], [3, 2, 1]),
    };
    const pull = { branch: 'agent/images', title: 'Draw again', files };
    path = `/chats/${(await world.pushPullRequest(pull)).chatId}`;
  });

  const imagesOf = (page: Page, file: string) =>
    page.getByRole('region', { name: `Image ${file}` }).getByRole('img');
  const read = <Value>(page: Page, file: string, expression: string) =>
    page.evaluate<Value>(`((image) => ${expression})(
      [...document.querySelectorAll('[aria-label="Image ${file}"] img')].at(-1),
    )`);
  const widthOf = (page: Page, file: string) => read<number>(page, file, 'image.naturalWidth');

  test('are shown side by side with their sizes, and overlaid', async () => {
    const page = await world.pages.open(path, tall);
    const region = page.getByRole('region', { name: 'Image logo.png' });
    await region.getByRole('img', { name: 'Before, on main' }).waitFor();
    await region.getByRole('img', { name: 'After' }).waitFor();
    expect(await widthOf(page, 'logo.png')).toBeGreaterThan(1);
    await region
      .getByText(/^\d+ × \d+ pixels, [\d.]+ (bytes|kB)$/)
      .first()
      .waitFor();
    expect(await imagesOf(page, 'new.png').count()).toBe(1);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await listViolations(page)).toEqual([]);
    }

    await region.getByRole('button', { name: 'Swipe' }).click();
    const clip = () => read<string>(page, 'logo.png', 'getComputedStyle(image).clipPath');
    expect(await clip()).toContain('50%');
    await region.getByRole('slider').press('Home');
    expect(await clip()).not.toContain('50%');
    await region.getByRole('button', { name: 'Fade' }).click();
    await region.getByRole('slider', { name: 'Opacity of the image after' }).press('End');
    expect(await read<string>(page, 'logo.png', 'getComputedStyle(image).opacity')).toBe('1');
    expect(await listViolations(page)).toEqual([]);
  });

  test('are lines and an image when they are SVG, whose scripts never run', async () => {
    const page = await world.pages.open(path, tall);
    await fileOf(page, 'mark.svg').getByText('fill="green"').waitFor();
    await fileOf(page, 'mark.svg').getByRole('button', { name: 'Show the image' }).click();
    await imagesOf(page, 'mark.svg').nth(1).waitFor();
    await eventually('the image', async () => (await widthOf(page, 'mark.svg')) === 40);
    expect(await page.locator('svg script').count()).toBe(0);
    expect(await page.title()).not.toBe('run');

    await fileOf(page, 'mark.svg').getByRole('button', { name: 'Show lines' }).click();
    await fileOf(page, 'mark.svg').getByText('fill="green"').waitFor();
  });
});

/** As Jupyter writes it. */
function buildNotebook(sources: readonly string[], heading: string): string {
  const outputs = [
    { name: 'stdout', output_type: 'stream', text: ['one\n', 'two\n'] },
    { data: { 'image/png': 'iVBORw0KGgo=' }, metadata: {}, output_type: 'display_data' },
  ];
  const code = sources.map((source, index) => {
    const id = `code-${index}`;
    return {
      cell_type: 'code',
      execution_count: index,
      id,
      metadata: {},
      outputs,
      source: [source],
    };
  });
  const text = { cell_type: 'markdown', id: 'text', metadata: {}, source: [heading] };
  const notebook = { cells: [text, ...code], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(notebook, undefined, 1)}\n`;
}

describe('files that are more than their lines', () => {
  let path: string;

  beforeAll(async () => {
    const lock = (version: string) =>
      `{\n  "packages": {\n    "node_modules/left-pad": {\n      "version": "${version}"\n    }\n  }\n}\n`;
    const { forge, repository } = world.getForge();
    const before = {
      'package-lock.json': lock('1.2.0'),
      'plot.ipynb': buildNotebook(['total = 1', 'total + 1'], '# Totals'),
    };
    await forge.commit(repository, [{ branch: 'main', files: before, message: 'Lock' }]);
    const files = {
      'package-lock.json': lock('1.3.0'),
      'plot.ipynb': buildNotebook(['total = 2', 'total + 1'], '# Totals of <b>all</b>'),
      'docs/read.md': '# Read this\n\nWith **weight** and <script>alert(1)</script>.\n',
    };
    const pull = { branch: 'agent/previews', title: 'Lock and write', files };
    path = `/chats/${(await world.pushPullRequest(pull)).chatId}`;
  });

  test('say which packages a lock file changes', async () => {
    const page = await world.pages.open(path, tall);
    await page.getByText('1 package changed · lock file, collapsed').waitFor();
    await page.getByRole('button', { name: 'Show the packages' }).click();
    const packages = page.getByRole('region', { name: 'Packages in package-lock.json' });
    await packages.getByText('1.2.0 → 1.3.0').waitFor();
    expect(await packages.getByRole('listitem').count()).toBe(1);
  });

  test('show the cells of a notebook, with those that changed marked, beside its source', async () => {
    const page = await world.pages.open(path, roomy);
    const file = fileOf(page, 'plot.ipynb');
    await file.getByText('2 cells changed · notebook, collapsed').waitFor();
    await file.getByRole('button', { name: 'Show the cells' }).click();

    const cells = page.getByRole('region', { name: 'Cells of plot.ipynb' });
    await cells.getByRole('heading', { name: 'Totals of all' }).waitFor();
    expect(await cells.locator('b').count()).toBe(0);
    expect(await cells.locator('.cell-change').allTextContents()).toEqual(['Changed', 'Changed']);
    expect(await cells.getByText('total = 1').isVisible()).toBe(false);
    await cells.getByRole('listitem').filter({ hasText: 'total = 2' }).locator('summary').click();
    await cells.getByText('total = 1').waitFor();
    expect(await cells.locator('.cell-outputs').allTextContents()).toEqual([
      'Output: 2 lines of text, an image (image/png)',
      'Output: 2 lines of text, an image (image/png)',
    ]);
    await page
      .getByRole('region', { name: 'Source of plot.ipynb' })
      .getByText('# Totals')
      .waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await listViolations(page)).toEqual([]);
    }
    await file.getByRole('button', { name: 'Show lines' }).click();
    await cells.waitFor({ state: 'detached' });
  });

  test('show Markdown as text, in which nothing runs', async () => {
    const page = await world.pages.open(path, tall);
    await fileOf(page, 'docs/read.md').getByRole('button', { name: 'Show the text' }).click();
    const text = page.getByRole('region', { name: 'docs/read.md as text' });
    await text.getByRole('heading', { name: 'Read this' }).waitFor();
    await text.locator('strong').getByText('weight').waitFor();
    expect(await text.locator('script').count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await listViolations(page)).toEqual([]);
    }
    await fileOf(page, 'docs/read.md').getByRole('button', { name: 'Show lines' }).click();
    await lineOf(page, 'docs/read.md', '# Read this').waitFor();
  });
});

describe('the whole diff', () => {
  const lines = Array.from({ length: 900 }, (_, at) => `const line${at + 1} = ${at + 1};\n`);
  let path: string;

  beforeAll(async () => {
    const far = lines.with(799, 'const needle = "far down";\n').join('');
    const files = {
      'a-long.ts': far,
      'package-lock.json': '{ "needle": 1 }\n',
      'z-last.ts': 'const Needle = 2;\n',
    };
    const pull = { branch: 'agent/search', title: 'Hide a needle', files };
    path = `/chats/${(await world.pushPullRequest(pull)).chatId}`;
  });

  test('is searched, with files that are collapsed or not rendered', async () => {
    const page = await world.pages.open(path);
    await page.getByRole('button', { name: 'Expand a-long.ts' }).waitFor();
    expect(await page.getByText('far down').count()).toBe(0);

    await page.keyboard.press('/');
    await page.getByRole('searchbox', { name: 'Search in the diff' }).waitFor();
    await page.keyboard.type('NEEDLE');
    await page.getByText('3 lines', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 3', { exact: true }).waitFor();
    await expectSelected(page, 'a-long.ts', 'const needle = "far down";');
    await page.keyboard.press('Enter');
    await expectSelected(page, 'package-lock.json', '"needle": 1');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('1 of 3', { exact: true }).waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.getByText('3 of 3', { exact: true }).waitFor();
    await expectSelected(page, 'z-last.ts', 'const Needle = 2;');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await listViolations(page)).toEqual([]);
    }

    await page.keyboard.type('x');
    await page.getByText('No matches').waitFor();
    await page.keyboard.press('Escape');
    await page
      .getByRole('searchbox', { name: 'Search in the diff' })
      .waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(path);
  });

  test('is printed as a document, without the page around it', async () => {
    const page = await world.pages.open(path);
    await lineOf(page, 'z-last.ts', 'const Needle = 2;').waitFor();
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    await page.emulateMedia({ media: 'print' });

    const paper = page.getByRole('article');
    await paper.getByRole('heading', { name: 'Hide a needle', level: 1 }).waitFor();
    expect(await paper.getByText('const needle = "far down";').isVisible()).toBe(true);
    expect(await paper.getByText('"needle": 1').isVisible()).toBe(true);
    expect(await page.getByRole('main').isVisible()).toBe(false);
    const heights = await page.evaluate<number[]>(
      "[document.body.scrollHeight, document.querySelector('.print-document').offsetHeight]",
    );
    expect(heights[1]).toBeGreaterThan(900 * 10);
    expect(heights[0]).toBeGreaterThanOrEqual(heights[1] ?? 0);

    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    await paper.waitFor({ state: 'detached' });
  });
});

test('a branch without a pull request is compared with the default branch', async () => {
  const branch = 'agent/alone';
  const chatId = await world.push({ branch, files: { 'alone.ts': 'let alone = true;\n' } });
  const page = await world.pages.open(`/chats/${chatId}`);
  await lineOf(page, 'alone.ts', 'let alone = true;').waitFor();
  await page.getByText('No pull request yet. Compared with').waitFor();

  const { forge, repository } = world.getForge();
  const pull = await forge.openPullRequest({ repository, author: 'grace', head: branch });
  await newerBar(page).getByText(`#${pull.number} was found for this branch.`).waitFor();
  await page.getByRole('button', { name: 'Show its diff' }).click();

  await newerBar(page).waitFor({ state: 'detached' });
  await lineOf(page, 'alone.ts', 'let alone = true;').waitFor();
  expect(await page.getByText('No pull request yet.').count()).toBe(0);
});

test('a diff that is too large for the forge lists its files and loads one on request', async () => {
  const large = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, numbered(7_000, name)]));
  const files = { ...large, 'small.ts': 'let small = true;\n' };
  const pull = { branch: 'agent/large', files, title: 'Write too much' };
  const { chatId } = await world.pushPullRequest(pull);
  const page = await world.pages.open(`/chats/${chatId}`);
  await page.getByText('Large diff. Files load as you open them.').waitFor();
  await page.getByRole('button', { name: 'Load all 4 files' }).waitFor();
  expect(await lineOf(page, 'small.ts', 'let small = true;').count()).toBe(0);

  await fileOf(page, 'small.ts').getByRole('button', { name: 'Load lines' }).click();

  await lineOf(page, 'small.ts', 'let small = true;').waitFor();
  await page.getByRole('button', { name: 'Load all 3 files' }).waitFor();
});
