import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { loadSecrets } from './secrets.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-secrets-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function load(environment: Record<string, string>) {
  const all = { AFTERPUSH_DATA_DIR: directory, ...environment };
  return loadSecrets(loadConfig({ environment: all, homeDirectory: directory }));
}

test('secrets are generated once and kept in the data directory', () => {
  const first = load({});
  expect(first.adminToken).toMatch(/^[\w-]{32}$/);
  expect(load({ AFTERPUSH_HOST: '0.0.0.0' })).toEqual(first);
});

test.each(['0.0.0.0', '::', '192.0.2.1', 'afterpush.example.com'])(
  'a short admin token is refused on %s, which other machines can reach',
  (host) => {
    const short = { AFTERPUSH_HOST: host, AFTERPUSH_ADMIN_TOKEN: 'x'.repeat(19) };
    expect(() => load(short)).toThrow(/ADMIN_TOKEN must have at least 20 characters.*openssl/);
    expect(() => load({ ...short, AFTERPUSH_HOST: '127.0.0.1' })).not.toThrow();
    expect(() => load({ ...short, AFTERPUSH_ADMIN_TOKEN: 'x'.repeat(20) })).not.toThrow();
    writeFileSync(join(directory, 'admin-token'), 'short-one');
    expect(() => load({ AFTERPUSH_HOST: host })).toThrow(/at least 20 characters/);
  },
);
