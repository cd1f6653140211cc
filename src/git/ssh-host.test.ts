import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSshHosts } from './ssh-host.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-ssh-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

function writeConfig(text: string): string {
  const file = join(directory, 'config');
  writeFileSync(file, text);
  return file;
}

/** Without OpenSSH, the cases that need its answer cannot run. */
const hasSsh = (() => {
  try {
    execFileSync('ssh', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

function createHosts(text: string) {
  return createSshHosts({ environment: process.env, configFile: writeConfig(text) });
}

describe.skipIf(!hasSsh)('the host behind an SSH alias', () => {
  test('is the one that the configuration names', async () => {
    const findHost = createHosts('Host work\n  HostName GitHub.com\n  User git\n  Port 443\n');
    expect(await findHost('work')).toBe('github.com');
    expect(await findHost('gitlab.com')).toBeUndefined();
  });

  test('is found in included files', async () => {
    writeFileSync(join(directory, 'more'), 'Host deep\n  HostName gitlab.com\n');
    const findHost = createHosts(`Include ${join(directory, 'mor*')}\n`);
    expect(await findHost('deep')).toBe('gitlab.com');
  });

  test('is resolved once for many questions', async () => {
    const counter = join(directory, 'count');
    const ssh = join(directory, 'ssh');
    writeFileSync(ssh, `#!/bin/sh\necho x >> '${counter}'\necho hostname github.com\n`);
    chmodSync(ssh, 0o755);
    const configFile = writeConfig('Host work\n  HostName github.com\n');
    const environment = { PATH: `${directory}:${process.env.PATH}` };
    let now = 0;
    const findHost = createSshHosts({ environment, configFile, monotonic: () => now });
    const all = await Promise.all(Array.from({ length: 5 }, () => findHost('work')));
    expect(new Set(all)).toEqual(new Set(['github.com']));
    expect(readFileSync(counter, 'utf8')).toBe('x\n');
    now = 5 * 60_000;
    await findHost('work');
    expect(readFileSync(counter, 'utf8')).toBe('x\nx\n');
    rmSync(ssh);
  });
});

describe('a configuration of SSH', () => {
  test('with Match exec runs no command', async () => {
    const trace = join(directory, 'executed');
    const findHost = createHosts(`Match exec "touch ${trace}"\n  HostName github.com\n`);
    expect(await findHost('work')).toBeUndefined();
    expect(existsSync(trace)).toBe(false);
  });

  test.each(['-oProxyCommand=touch x', '$(touch x)', 'a b', '`x`', 'a;b', '', '%h'])(
    'is not evaluated for the host %j of a hostile clone',
    async (host) => {
      const findHost = createHosts('Host *\n  HostName github.com\n');
      expect(await findHost(host)).toBeUndefined();
    },
  );
});
