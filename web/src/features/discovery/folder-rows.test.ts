import { expect, test } from 'vitest';
import { listFolderRows } from './folder-rows.ts';

const found = (path: string, watched: boolean) => {
  return { path, agents: ['Codex'], last_used_at: '2026-01-01T00:00:00Z', watched };
};

test('folders that are followed come first, with or without a search', () => {
  const known = {
    available: true,
    agents: ['Codex'],
    watched: ['/src/old'],
    followed: ['/src/old'],
    folders: [],
  };
  const old = { path: '/src/old', agents: [], lastUsedAt: null, state: 'followed' };
  expect(listFolderRows(known)).toEqual([old]);
  const folders = [found('/src/new', false), found('/src/old', true)];
  expect(listFolderRows({ ...known, folders })).toMatchObject([
    { path: '/src/old', agents: ['Codex'], state: 'followed' },
    { path: '/src/new', agents: ['Codex'], state: 'proposed' },
  ]);
});

test('a folder that the configuration watches is neither proposed nor ended here', () => {
  const folders = [found('/work/app', true)];
  const rows = listFolderRows({ available: true, agents: [], watched: [], followed: [], folders });
  expect(rows).toMatchObject([{ path: '/work/app', state: 'watched' }]);
});
