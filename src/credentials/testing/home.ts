import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from '../credential.ts';

export interface TestHome extends Disposable {
  directory: string;
  machine: Machine;
  write(path: string, text: string): string;
  /** Installs a program, which is a shell script. */
  install(name: string, script: string, directory?: string): void;
}

/** A home directory in which nothing is installed but git and what the test installs. */
export function createHome(environment: Record<string, string> = {}): TestHome {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-home-'));
  const write = (path: string, text: string) => {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  return {
    directory,
    machine: {
      environment: {
        PATH: `${join(directory, 'bin')}:${process.env.PATH}`,
        HOME: directory,
        GIT_CONFIG_NOSYSTEM: '1',
        ...environment,
      },
      homeDirectory: directory,
      timeoutMs: 30_000,
    },
    write,
    install(name, script, place = 'bin') {
      chmodSync(write(join(place, name), `#!/bin/sh\n${script}\n`), 0o755);
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
