import { expect, test } from 'vitest';
import type { AgentFolders } from '../contract/agent-folders.ts';
import { proposeFolders } from './propose-folders.ts';

const known: AgentFolders = {
  available: true,
  agents: ['Claude Code', 'Codex'],
  watched: [],
  followed: [],
  folders: [],
};

const folder = (path: string, watched = false) => {
  return { path, agents: ['Codex'], last_used_at: '2026-01-01T00:00:00Z', watched };
};

interface Arranged {
  keys?: (string | undefined)[];
  isTerminal?: boolean;
  environment?: Record<string, string>;
  known?: Partial<AgentFolders>;
  folders?: AgentFolders['folders'];
}

async function propose(arranged: Arranged = {}) {
  const { keys = [], isTerminal = true, environment = {}, folders = [] } = arranged;
  const state = { ...known, ...arranged.known };
  const calls: string[] = [];
  const followed: string[] = [];
  let output = '';
  const terminal = {
    environment,
    write: (text: string) => {
      output += text;
    },
    ...(isTerminal && {
      readKey: async (question: string) => {
        output += question;
        return keys.shift();
      },
    }),
  };
  const client = {
    getAgentFolders: async () => state,
    searchAgentFolders: async () => {
      calls.push('search');
      return { ...state, folders };
    },
    watchAgentFolders: async (paths: string[]) => {
      followed.push(...paths);
      return { ...state, folders };
    },
  };
  await proposeFolders(terminal, client, new AbortController().signal);
  return { output, calls, followed };
}

const folders = [folder('/src/app'), folder('/work/tool', true), folder('/src/\x1b[2Jlib')];

test('one key shows the folders of agents, and one follows those that are not followed', async () => {
  const { output, followed } = await propose({ keys: ['s', 'f'], folders });
  expect(output).toContain('Claude Code, Codex worked on this machine');
  expect(output).toContain('  /src/app\n');
  expect(output).toContain('Following 2 folders');
  expect(followed).toEqual(['/src/app', '/src/\x1b[2Jlib']);
  expect(output).not.toContain('\x1b');
});

test('no session is read until the key that allows it, and nothing followed without its key', async () => {
  for (const key of ['f', 'q', '\r', undefined]) {
    expect(await propose({ keys: [key], folders })).toMatchObject({ calls: [], followed: [] });
  }
  expect(await propose({ keys: ['s', 'x'], folders })).toMatchObject({ followed: [] });
});

test.each<[string, Arranged]>([
  ['without a terminal', { isTerminal: false }],
  ['in a CI job', { environment: { CI: 'true' } }],
  ["in an agent's terminal", { environment: { AFTERPUSH_CHAT_ID: 'one' } }],
  ['when no agent worked on this machine', { known: { agents: [] } }],
  ['when folders are followed already', { known: { followed: ['/src/app'] } }],
  ['when the server proposes nothing', { known: { available: false } }],
])('nothing is proposed %s', async (_, arranged) => {
  expect(await propose({ keys: ['s', 'f'], folders, ...arranged })).toEqual({
    output: '',
    calls: [],
    followed: [],
  });
});

test('a search that finds no clone says so', async () => {
  const { output } = await propose({ keys: ['s'], folders: [folder('/work/tool', true)] });
  expect(output).toContain('No folder of a session is a clone');
});
