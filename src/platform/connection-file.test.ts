import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  defaultDataDirectory,
  readConnectionFile,
  removeConnectionFile,
  writeConnectionFile,
} from './connection-file.ts';

const connection = { url: 'http://127.0.0.1:4700', token: 'secret', pid: process.pid };

let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'afterpush-data-')), 'data');
});

afterEach(() => rmSync(join(directory, '..'), { recursive: true }));

function read() {
  const found = readConnectionFile(directory);
  return found.kind === 'found' ? found.connection : undefined;
}

function change(fields: object): void {
  const file = join(directory, 'connection.json');
  const content = { ...JSON.parse(readFileSync(file, 'utf8')), ...fields };
  writeFileSync(file, JSON.stringify(content));
}

test('a written file can be read back, by the same user only', () => {
  writeConnectionFile(directory, { ...connection, token: 'former' });
  writeConnectionFile(directory, connection);

  expect(read()).toMatchObject(connection);
  expect(readdirSync(directory)).toEqual(['connection.json']);
  expect(statSync(join(directory, 'connection.json')).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test('a missing, truncated or malformed file is no connection', () => {
  expect(read()).toBeUndefined();
  writeConnectionFile(directory, connection);

  for (const text of ['', '{"url":', '[]', 'null', '{"url":"http://x","token":1,"pid":1}']) {
    writeFileSync(join(directory, 'connection.json'), text);
    expect(read()).toBeUndefined();
  }
});

test('a server removes only its own file', () => {
  writeConnectionFile(directory, connection);

  removeConnectionFile(directory, connection.pid + 1);
  expect(read()).toMatchObject(connection);
  removeConnectionFile(directory);
  expect(read()).toBeUndefined();
});

test('the data directory is the configured one or follows XDG', () => {
  expect(defaultDataDirectory({ AFTERPUSH_DATA_DIR: '/d', XDG_DATA_HOME: '/x' }, '/h')).toBe('/d');
  expect(defaultDataDirectory({ XDG_DATA_HOME: '/x' }, '/h')).toBe('/x/afterpush');
  expect(defaultDataDirectory({}, '/h')).toBe('/h/.local/share/afterpush');
  const relative = { AFTERPUSH_DATA_DIR: 'd', XDG_DATA_HOME: './x' };
  expect(defaultDataDirectory(relative, '/h')).toBe('/h/.local/share/afterpush');
});

describe.skipIf(process.getuid === undefined)('S10: a file is not trusted', () => {
  const file = () => join(directory, 'connection.json');

  beforeEach(() => writeConnectionFile(directory, connection));

  test.each([0o604, 0o640, 0o602, 0o644, 0o666])('with the mode %o', (mode) => {
    chmodSync(file(), mode);
    expect(readConnectionFile(directory)).toMatchObject({
      kind: 'untrusted',
      reason: expect.stringContaining('other users'),
    });
  });

  test('that is a link', () => {
    renameSync(file(), join(directory, 'elsewhere.json'));
    symlinkSync(join(directory, 'elsewhere.json'), file());
    expect(readConnectionFile(directory)).toMatchObject({ kind: 'untrusted' });
  });

  test.runIf(process.getuid?.() === 0)('that belongs to another user', () => {
    chownSync(file(), 12_345, 12_345);
    expect(readConnectionFile(directory)).toMatchObject({
      kind: 'untrusted',
      reason: expect.stringContaining('another user'),
    });
  });

  test.each([{ pid: 2 ** 30 }, { pid: 0 }, { pid: -1 }, { pid: 1.5 }, { startedAt: '1' }])(
    'when its process is another one: %o',
    (fields) => {
      change(fields);
      expect(readConnectionFile(directory)).toEqual({ kind: 'missing' });
    },
  );
});
