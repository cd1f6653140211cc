import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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

test('a written file can be read back, by the same user only', () => {
  writeConnectionFile(directory, { ...connection, token: 'former' });
  writeConnectionFile(directory, connection);

  expect(readConnectionFile(directory)).toEqual(connection);
  expect(readdirSync(directory)).toEqual(['connection.json']);
  expect(statSync(join(directory, 'connection.json')).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test('a missing, truncated or malformed file is no connection', () => {
  expect(readConnectionFile(directory)).toBeUndefined();
  writeConnectionFile(directory, connection);

  for (const text of ['', '{"url":', '[]', 'null', '{"url":"http://x","token":1,"pid":1}']) {
    writeFileSync(join(directory, 'connection.json'), text);
    expect(readConnectionFile(directory)).toBeUndefined();
  }
});

test('a server removes only its own file', () => {
  writeConnectionFile(directory, connection);

  removeConnectionFile(directory, connection.pid + 1);
  expect(readConnectionFile(directory)).toEqual(connection);
  removeConnectionFile(directory);
  expect(readConnectionFile(directory)).toBeUndefined();
});

test('the data directory is the configured one or follows XDG', () => {
  expect(defaultDataDirectory({ AFTERPUSH_DATA_DIR: '/d', XDG_DATA_HOME: '/x' }, '/h')).toBe('/d');
  expect(defaultDataDirectory({ XDG_DATA_HOME: '/x' }, '/h')).toBe('/x/afterpush');
  expect(defaultDataDirectory({}, '/h')).toBe('/h/.local/share/afterpush');
  const relative = { AFTERPUSH_DATA_DIR: 'd', XDG_DATA_HOME: './x' };
  expect(defaultDataDirectory(relative, '/h')).toBe('/h/.local/share/afterpush');
});
