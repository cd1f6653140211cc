import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findAgentFolders, findFolder, listAgents } from './find-agent-folders.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'afterpush-agents-'));
  mkdirSync(join(home, 'src/app/.git'), { recursive: true });
  mkdirSync(join(home, 'src/tool/.git'), { recursive: true });
  mkdirSync(join(home, 'notes'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function writeSession(path: string, text: string, at = 1_000): void {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, at, at);
}

const findPaths = async () => (await findAgentFolders(home)).map(({ path }) => path);

test.each([
  ['.claude/projects/-src-app/1.jsonl', (path: string) => `{"type":"x"}\n{"cwd":"${path}"}\n`],
  [
    '.codex/sessions/2026/11/29/rollout-1.jsonl',
    (path: string) => `{"type":"session_meta","payload":{"cwd":"${path}"}}\n`,
  ],
  ['.gemini/tmp/app/.project_root', (path: string) => path],
  ['.local/share/opencode/storage/project/1.json', (path: string) => `{"worktree": "${path}"}`],
  ['.cursor/projects/src-app/.workspace-trusted', (path: string) => `{"workspacePath":"${path}"}`],
  ['.copilot/session-state/1/workspace.yaml', (path: string) => `id: 1\ncwd: ${path}\n`],
])('finds the clone that a session in %s worked in', async (file, toText) => {
  expect(listAgents(home)).toEqual([]);
  writeSession(file, toText(join(home, 'src/app/lib')));
  expect(listAgents(home)).toHaveLength(1);
  expect(await findPaths()).toEqual([join(home, 'src/app')]);
});

test('the folder that was used last comes first, each once, with all of its agents', async () => {
  const text = (name: string) => `{"cwd":"${join(home, 'src', name)}"}`;
  writeSession('.claude/projects/a/1.jsonl', text('app'), 1_000);
  writeSession('.claude/projects/a/2.jsonl', text('tool'), 2_000);
  writeSession('.codex/sessions/2026/01/01/3.jsonl', text('app'), 3_000);
  expect(await findAgentFolders(home)).toEqual([
    {
      path: join(home, 'src/app'),
      agents: ['Claude Code', 'Codex'],
      lastUsedAt: new Date(3_000_000),
    },
    { path: join(home, 'src/tool'), agents: ['Claude Code'], lastUsedAt: new Date(2_000_000) },
  ]);
});

test('the home directory, folders that are gone and folders outside of a clone are not proposed', async () => {
  mkdirSync(join(home, '.git'));
  for (const [index, path] of [home, join(home, 'notes'), '/nowhere/at/all', 'src/app'].entries()) {
    writeSession(`.claude/projects/a/${index}.jsonl`, `{"cwd":"${path}"}`);
  }
  expect(await findPaths()).toEqual([]);
});

test('damaged sessions name no folder', () => {
  for (const text of ['', '{"cwd":', '{"cwd":"/a', '{"cwd":7}', '"cwd""\\x"', 'cwd: a']) {
    expect(findFolder(text, ['cwd'])).toBeUndefined();
  }
});
