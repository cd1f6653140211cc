import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeConnectionFile } from '../platform/connection-file.ts';
import { dropReferences, findConnection } from './connection.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-connection-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function find(environment: Record<string, string>) {
  return findConnection({ AFTERPUSH_DATA_DIR: directory, ...environment });
}

const local = { url: 'http://127.0.0.1:4700', token: 'local-token' };

test('finds nothing without settings and without a running server', () => {
  expect(find({})).toEqual({ kind: 'missing' });
});

test('reads the server from the environment', () => {
  expect(find({ AFTERPUSH_URL: 'https://a.example/x/', AFTERPUSH_TOKEN: 't' })).toEqual({
    kind: 'found',
    url: 'https://a.example/x',
    token: 't',
    tokenName: 'AFTERPUSH_TOKEN',
  });
});

const ofDataDirectory = 'the token in the data directory';

describe('with a server on this machine', () => {
  beforeEach(() => writeConnectionFile(directory, { ...local, pid: process.pid }));

  test('finds it without settings', () => {
    expect(find({})).toEqual({ kind: 'found', ...local, tokenName: ofDataDirectory });
  });

  test('prefers the token in the environment', () => {
    expect(find({ AFTERPUSH_TOKEN: 'chat' })).toEqual({
      kind: 'found',
      ...local,
      token: 'chat',
      tokenName: 'AFTERPUSH_TOKEN',
    });
  });

  test('uses its token for its own URL', () => {
    expect(find({ AFTERPUSH_URL: `${local.url}/` })).toEqual({
      kind: 'found',
      ...local,
      tokenName: ofDataDirectory,
    });
  });

  test.each(['http://127.0.0.1:4701', 'https://127.0.0.1:4700', 'https://a.example'])(
    'never sends its token to %s (S10)',
    (url) => {
      expect(find({ AFTERPUSH_URL: url })).toMatchObject({ kind: 'refused' });
    },
  );
});

test('ignores the file of a server that has ended', () => {
  writeConnectionFile(directory, { ...local, pid: 2 ** 30 });

  expect(find({})).toEqual({ kind: 'missing' });
});

test.skipIf(process.getuid === undefined)(
  'S10: sends no token, its own neither, to the address in a file that others can change',
  () => {
    writeConnectionFile(directory, { ...local, pid: process.pid });
    chmodSync(join(directory, 'connection.json'), 0o666);
    expect(find({})).toMatchObject({ kind: 'refused' });
    expect(find({ AFTERPUSH_TOKEN: 't' })).toMatchObject({ kind: 'refused' });
    const given = { AFTERPUSH_URL: 'https://a.example', AFTERPUSH_TOKEN: 't' };
    expect(find(given)).toMatchObject({ kind: 'found', url: 'https://a.example' });
  },
);

test.each(['http://localhost:1', 'http://127.8.9.1', 'http://[::1]:4700', 'https://a.example'])(
  'sends the token to %s',
  (url) => {
    expect(find({ AFTERPUSH_URL: url, AFTERPUSH_TOKEN: 't' })).toMatchObject({ kind: 'found' });
  },
);

test.each([
  'http://a.example',
  'http://localhost.a.example',
  'http://127.0.0.1.a.example',
  'http://me:secret@127.0.0.1',
  'file:///etc/passwd',
  'nonsense',
])('does not send the token to %s', (url) => {
  const connection = find({ AFTERPUSH_URL: url, AFTERPUSH_TOKEN: 't' });

  expect(connection).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(connection)).not.toContain('secret');
});

test('a variable that an agent passed on as a reference to itself counts as not set', () => {
  const environment = {
    AFTERPUSH_URL: '$AFTERPUSH_URL',
    AFTERPUSH_TOKEN: '${AFTERPUSH_TOKEN}',
    AFTERPUSH_CHAT_ID: 'chat-1',
    OTHER: '$AFTERPUSH_URL',
  };
  expect(dropReferences(environment)).toEqual({
    AFTERPUSH_CHAT_ID: 'chat-1',
    OTHER: '$AFTERPUSH_URL',
  });
});
