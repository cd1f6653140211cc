import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerToken } from './forge-world.ts';

export interface CredentialHome extends Disposable {
  home: string;
  /** The environment of a server that has this home directory. */
  environment: Record<string, string>;
}

/** A home directory in which git's credential helper has a token for one host. */
export function createCredentialHome(host: string): CredentialHome {
  const home = mkdtempSync(join(tmpdir(), 'afterpush-home-'));
  const helper = join(home, 'helper');
  const answer = `printf 'username=ada\\npassword=${ownerToken}\\n'`;
  writeFileSync(helper, `#!/bin/sh\ngrep -q '^host=${host}$' && ${answer}\n`);
  chmodSync(helper, 0o755);
  writeFileSync(join(home, '.gitconfig'), `[credential]\n\thelper = ${helper}\n`);
  return {
    home,
    environment: { HOME: home, GIT_CONFIG_NOSYSTEM: '1', AFTERPUSH_DISCOVER: 'on' },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}
