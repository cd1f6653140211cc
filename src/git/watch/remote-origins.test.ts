import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listHosts, listOriginsBelow } from './remote-origins.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-clones-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function createClone(name: string, urls: readonly string[], settings = ''): void {
  const git = join(directory, name, '.git');
  for (const part of ['objects', 'refs']) mkdirSync(join(git, part), { recursive: true });
  writeFileSync(join(git, 'HEAD'), 'ref: refs/heads/main\n');
  const remotes = urls.map((url, index) => `[remote "r${index}"]\n\turl = ${url}\n`);
  writeFileSync(join(git, 'config'), `[core]\n\tbare = false\n${remotes.join('')}${settings}`);
}

async function list(): Promise<string[]> {
  const { signal } = new AbortController();
  const findSshHost = async (host: string) => (host === 'work' ? 'alias.example' : undefined);
  return listHosts(await listOriginsBelow([directory], { findSshHost, signal }));
}

test('hosts of https and SSH remotes are found, each once', async () => {
  createClone('one', ['https://ada:secret@git.example/acme/app.git', 'git@code.example:acme/app']);
  createClone('two', ['https://git.example:8443/acme/app', 'ssh://git@code.example:2222/acme/app']);
  expect((await list()).toSorted()).toEqual(['code.example', 'git.example', 'git.example:8443']);
});

test('plain http, local paths, aliases and hostile names name no host', async () => {
  const urls = ['http://plain.example/a/b', '/srv/git/app.git', 'other:acme/app', 'file:///a/b'];
  createClone('one', [
    ...urls,
    'https://[::1]/a/b',
    'https://ex_ample.test/a',
    'https://a b.test/c',
  ]);
  createClone('two', []);
  expect(await list()).toEqual([]);
});

test('the host is found that git and SSH resolve a remote to', async () => {
  createClone('one', ['gh:acme/app'], '[url "git@code.example:"]\n\tinsteadOf = gh:\n');
  createClone(
    'two',
    ['fast:acme/app'],
    '[url "ssh://git@push.example/"]\n\tpushInsteadOf = fast:\n',
  );
  createClone('three', ['git@work:acme/app.git']);
  expect((await list()).toSorted()).toEqual(['alias.example', 'code.example', 'push.example']);
});

test('a clone whose configuration cannot be read hides no other', async () => {
  createClone('one', ['git@code.example:acme/app']);
  createClone('two', []);
  writeFileSync(join(directory, 'two/.git/config'), '[remote "');
  expect(await list()).toEqual(['code.example']);
});
