import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
// @ts-expect-error: A script has no types.
import { isInstalled } from '../scripts/installed.mjs';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-test-installed-'));
  mkdirSync(join(directory, 'node_modules'));
});

afterEach(() => rmSync(directory, { recursive: true }));

const left = { version: '1.0.0', integrity: 'sha512-left' };
const native = { version: '2.0.0', integrity: 'sha512-native', optional: true };
const lock = {
  '': { name: 'afterpush' },
  'node_modules/left': left,
  'node_modules/native': native,
};

function check(installed: Record<string, object>): unknown {
  writeFileSync(join(directory, 'package-lock.json'), JSON.stringify({ packages: lock }));
  const list = join(directory, 'node_modules', '.package-lock.json');
  writeFileSync(list, JSON.stringify({ packages: installed }));
  return isInstalled(directory);
}

test('what npm installed from this package-lock.json is not installed again', () => {
  expect(check({ 'node_modules/left': left, 'node_modules/native': native })).toBe(true);
});

test('an optional package for another platform may be missing', () => {
  expect(check({ 'node_modules/left': left })).toBe(true);
});

test.each<[string, Record<string, object>]>([
  ['a package is missing', { 'node_modules/native': native }],
  ['a package has another version', { 'node_modules/left': { ...left, version: '0.9.0' } }],
  ['a package has other content', { 'node_modules/left': { ...left, integrity: 'sha512-other' } }],
  [
    'a package is for another platform',
    { 'node_modules/left': left, 'node_modules/native': { ...native, os: ['none'] } },
  ],
])('installs again when %s', (_, installed) => {
  expect(check(installed)).toBe(false);
});

test('installs when nothing is installed', () => {
  writeFileSync(join(directory, 'package-lock.json'), JSON.stringify({ packages: lock }));
  expect(isInstalled(directory)).toBe(false);
});
