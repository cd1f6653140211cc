import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { createLatestSessions } from './latest-sessions.ts';

let home: string;
let clone: string;
const clock = new FakeClock();

beforeEach(() => {
  home = realpathSync.native(mkdtempSync(join(tmpdir(), 'afterpush-agents-')));
  clone = join(home, 'src/app');
  mkdirSync(join(clone, '.git'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(path: string, lines: readonly object[], at = 1_000): void {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  utimesSync(file, at, at);
}

const findSession = (path = clone) => createLatestSessions(home, clock).find(path);
const find = async (path = clone) => (await findSession(path))?.title;

test("Claude Code's name for a session is preferred to its own title, the last one to earlier ones", async () => {
  const user = { type: 'user', cwd: clone, message: { content: 'Say "ai-title"' } };
  const titled = { type: 'ai-title', aiTitle: 'Login' };
  write('.claude/projects/app/1.jsonl', [{ type: 'summary', summary: 'Old' }, user, titled]);
  expect(await find()).toBe('Login');
  const named = ['First', 'Fix the\n login\u001b[2J'].map((customTitle) => {
    return { type: 'custom-title', customTitle };
  });
  write('.claude/projects/app/1.jsonl', [user, ...named, titled]);
  expect(await find()).toBe('Fix the login [2J');
});

test('a title at the end of a long session is found', async () => {
  const long = Array.from({ length: 300 }, () => ({ type: 'user', text: 'x'.repeat(1_000) }));
  const ends = { type: 'summary', summary: 'Fix the login' };
  write('.claude/projects/app/1.jsonl', [{ cwd: clone }, ...long, ends]);
  expect(await find()).toBe('Fix the login');
});

test('Codex names its threads in another file', async () => {
  const id = '0196c0de-0000-7000-8000-000000000001';
  write(`.codex/sessions/2026/01/01/rollout-2026-01-01T00-00-00-${id}.jsonl`, [
    { type: 'session_meta', payload: { id, cwd: clone } },
  ]);
  expect(await find()).toBeUndefined();
  const names = ['Old', 'Fix the login'].map((name) => ({ id, thread_name: name }));
  write('.codex/session_index.jsonl', [...names, { id: '.', thread_name: 'All' }]);
  expect(await find()).toBe('Fix the login');
});

test('opencode and Copilot CLI name a session where they name its folder', async () => {
  write('.local/share/opencode/storage/session/p/1.json', [{ directory: clone, title: 'One' }]);
  expect(await find()).toBe('One');
  const file = join(home, '.copilot/session-state/1/workspace.yaml');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `id: 1\ncwd: ${clone}\nsummary: "Two"\n`);
  expect(await find()).toBe('Two');
});

test('a title is that of the latest session, in exactly that worktree', async () => {
  const worktree = join(clone, '.worktrees/fix');
  mkdirSync(worktree, { recursive: true });
  writeFileSync(join(worktree, '.git'), 'gitdir: elsewhere\n');
  const session = (cwd: string, title: string) => [{ cwd }, { type: 'ai-title', aiTitle: title }];
  write('.claude/projects/a/1.jsonl', session(join(clone, 'lib'), 'New'), 2_000);
  write('.claude/projects/a/2.jsonl', session(clone, 'Old'), 1_000);
  write('.claude/projects/b/3.jsonl', session(worktree, 'Fix'), 3_000);
  expect(await find()).toBe('New');
  expect(await find(worktree)).toBe('Fix');
  expect(await find(join(home, 'src'))).toBeUndefined();
});

test('the agent is that of the latest session, also of one without a title', async () => {
  write('.claude/projects/a/1.jsonl', [{ cwd: clone }, { type: 'summary', summary: 'Login' }]);
  expect(await findSession()).toEqual({ agent: 'Claude Code', title: 'Login' });
  write('.codex/sessions/2026/01/01/rollout.jsonl', [{ payload: { cwd: clone } }], 2_000);
  expect(await findSession()).toEqual({ agent: 'Codex', title: 'Login' });
  expect(await findSession(join(home, 'src'))).toBeUndefined();
});

test('sessions are read once a minute', async () => {
  const sessions = createLatestSessions(home, clock);
  expect(await sessions.find(clone)).toBeUndefined();
  write('.claude/projects/a/1.jsonl', [{ cwd: clone }, { type: 'summary', summary: 'Login' }]);
  expect(await sessions.find(clone)).toBeUndefined();
  await clock.advance(60_000);
  expect(await sessions.find(clone)).toEqual({ agent: 'Claude Code', title: 'Login' });
});

test('damaged sessions have no title', async () => {
  const file = join(home, '.claude/projects/a/1.jsonl');
  mkdirSync(dirname(file), { recursive: true });
  const cwd = JSON.stringify({ cwd: clone });
  writeFileSync(file, `${cwd}\n{"type":"ai-title","aiTitle":7}\n{"type":"ai-title",\n[]\nnull\n`);
  expect(await find()).toBeUndefined();
});
