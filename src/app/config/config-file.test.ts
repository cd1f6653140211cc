import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfigFile } from './config-file.ts';

let directory: string;
let byDefault: string;
let startedIn: string;

beforeEach(() => {
  startedIn = process.cwd();
  directory = mkdtempSync(join(tmpdir(), 'afterpush-config-'));
  mkdirSync(join(directory, 'data'));
  mkdirSync(join(directory, 'checkout'));
  byDefault = join(directory, 'data', 'afterpush.config.yaml');
});

afterEach(() => {
  process.chdir(startedIn);
  rmSync(directory, { recursive: true });
});

const read = (option?: string) =>
  readConfigFile({
    option,
    environment: { AFTERPUSH_DATA_DIR: join(directory, 'data') },
    homeDirectory: directory,
  });

describe('the configuration file', () => {
  test('is the one in the data directory', () => {
    expect(read()).toEqual({ path: byDefault, text: undefined });
    writeFileSync(byDefault, 'port: 1\n');
    expect(read()).toEqual({ path: byDefault, text: 'port: 1\n' });
  });

  test('is the one that --config names', () => {
    const named = join(directory, 'named.yaml');
    writeFileSync(byDefault, 'port: 1\n');
    writeFileSync(named, 'port: 2\n');
    expect(read(named)).toEqual({ path: named, text: 'port: 2\n' });
    expect(() => read(join(directory, 'missing.yaml'))).toThrow(/missing\.yaml cannot be read/);
  });

  test('S10: is never one of the working directory, whatever is checked out there', () => {
    process.chdir(join(directory, 'checkout'));
    for (const name of ['afterpush.config.yaml', '.env', '.afterpush.config.yaml']) {
      writeFileSync(name, 'port: 3\n');
    }
    expect(read().text).toBeUndefined();
  });

  test.skipIf(process.getuid === undefined)('is refused when every user can change it', () => {
    writeFileSync(byDefault, 'port: 1\n');
    chmodSync(byDefault, 0o666);
    expect(() => read()).toThrow(/can be changed by every user.*chmod o-w/);
    expect(() => read(byDefault)).toThrow(/chmod o-w/);
  });
});
