import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import type { CredentialTarget } from './credential.ts';
import { LocalCredentials } from './local-credentials.ts';
import { createHome, type TestHome } from './testing/home.ts';

const github = toTarget('github', 'https://github.com', 'https://api.github.com');
const enterprise = toTarget('github', 'https://ghe.example', 'https://ghe.example/api/v3');
const gitlab = toTarget('gitlab', 'https://gitlab.example', 'https://gitlab.example/api/v4');
const gitea = toTarget('gitea', 'https://gitea.example:3000', 'https://gitea.example:3000/api/v1');
const bitbucket = toTarget('bitbucket', 'https://bitbucket.org', 'https://api.bitbucket.org/2.0');

let home: TestHome;
const clock = new FakeClock();
const create = (environment: Record<string, string> = {}) =>
  new LocalCredentials({
    clock,
    machine: { ...home.machine, environment: { ...home.machine.environment, ...environment } },
  });

beforeEach(() => {
  home = createHome();
});
afterEach(() => home[Symbol.dispose]());

/** A credential helper of git that has a password for one host. */
function installHelper(host: string, password: string, username = 'ada'): void {
  home.install(
    'helper',
    `[ "$1" = get ] || exit 0
grep -q '^host=${host}$' && printf 'username=${username}\\npassword=${password}\\n'`,
  );
  home.write('.gitconfig', `[credential]\n\thelper = ${join(home.directory, 'bin/helper')}\n`);
}

describe('tokens of other tools', () => {
  test.each([
    ['GITHUB_TOKEN', github, { GITHUB_TOKEN: 'a-token' }],
    ['GH_TOKEN', github, { GH_TOKEN: 'a-token' }],
    ['GH_ENTERPRISE_TOKEN', enterprise, { GH_ENTERPRISE_TOKEN: 'a-token', GH_HOST: 'ghe.example' }],
    ['GITLAB_TOKEN', gitlab, { GITLAB_TOKEN: 'a-token', GITLAB_HOST: 'https://gitlab.example' }],
    [
      'GITEA_SERVER_TOKEN',
      gitea,
      { GITEA_SERVER_TOKEN: 'a-token', GITEA_SERVER_URL: 'https://gitea.example:3000' },
    ],
  ])('are found in %s', async (name, target, environment) => {
    const found = await create(environment).find(target);
    expect(found).toEqual({ token: 'a-token', kind: 'environment', name });
  });

  test.each([
    ['a token for github.com', enterprise, { GITHUB_TOKEN: 'a-token', GH_HOST: 'ghe.example' }],
    ['an enterprise token without a host', enterprise, { GH_ENTERPRISE_TOKEN: 'a-token' }],
    ['a token for gitlab.com', gitlab, { GITLAB_TOKEN: 'a-token' }],
    ['a token of another kind of forge', gitlab, { GITHUB_TOKEN: 'a-token' }],
  ])('S10: %s is not used for another forge', async (_, target, environment) => {
    expect(await create(environment).find(target)).toBeUndefined();
  });

  test('are requested from gh for exactly one host', async () => {
    home.install('gh', '[ "$*" = "auth token --hostname ghe.example" ] && echo gh-token');
    expect(await create().find(enterprise)).toEqual({ token: 'gh-token', kind: 'gh', name: 'gh' });
    expect(await create().find(github)).toBeUndefined();
  });

  test('are requested from gh without the variables that gh prefers', async () => {
    home.install('gh', 'echo "${GH_TOKEN:-stored}"');
    const credentials = create({ GH_TOKEN: 'of-the-shell' });
    credentials.refuse(github.id, 'of-the-shell');
    expect(await credentials.find(github)).toMatchObject({ token: 'stored', kind: 'gh' });
  });

  test('are requested from glab for exactly one host', async () => {
    home.install('glab', '[ "$*" = "config get token --host gitlab.example" ] && echo glab-token');
    expect(await create().find(gitlab)).toMatchObject({ token: 'glab-token', kind: 'glab' });
  });

  test('are read from the logins of tea', async () => {
    const logins = `logins:
  - {name: other, url: "https://other.example", token: wrong}
  - {name: own, url: "https://gitea.example:3000", token: tea-token}
`;
    home.write('.config/tea/config.yml', logins);
    expect(await create().find(gitea)).toMatchObject({ token: 'tea-token', kind: 'tea' });
  });

  test("are read from git's credential helpers", async () => {
    installHelper('github.com', 'helper-token');
    const name = 'git credential helper';
    expect(await create().find(github)).toEqual({ token: 'helper-token', kind: 'git', name });
    expect(await create().find(gitlab)).toBeUndefined();
  });

  test('keep the user name where the password alone is worth nothing', async () => {
    installHelper('bitbucket.org', 'app-password');
    expect(await create().find(bitbucket)).toMatchObject({ token: 'ada:app-password' });
  });

  test('S10: are not taken from a helper that answers for another host', async () => {
    home.install('helper', 'printf "host=other.example\\nusername=ada\\npassword=secret\\n"');
    home.write('.gitconfig', `[credential]\n\thelper = ${join(home.directory, 'bin/helper')}\n`);
    expect(await create().find(github)).toBeUndefined();
  });

  test('S10: are found for a host that only clones name if the helper knows that host', async () => {
    const ofClone = { ...gitlab, isOfClones: true };
    home.install('glab', 'echo glab-token');
    installHelper('gitlab.example', 'helper-token');
    expect(await create().find(ofClone)).toMatchObject({ token: 'helper-token', kind: 'git' });
    home.install('helper', '[ "$1" = get ] && printf "username=ada\\npassword=for-all\\n"');
    expect(await create().find(ofClone)).toBeUndefined();
    expect(await create().find({ ...gitlab, isOfClones: false })).toMatchObject({ kind: 'glab' });
  });

  test('take precedence in the order environment, tool, helper', async () => {
    home.install('gh', 'echo gh-token');
    installHelper('github.com', 'helper-token');
    expect(await create({ GH_TOKEN: 'set' }).find(github)).toMatchObject({ token: 'set' });
    expect(await create().find(github)).toMatchObject({ token: 'gh-token' });
  });

  test('S10: are not looked for where they would travel unencrypted or to a foreign API', async () => {
    installHelper('github.com', 'helper-token');
    const plain = toTarget('github', 'http://github.com', 'http://github.com/api/v3');
    const foreign = toTarget('github', 'https://github.com', 'https://evil.example');
    expect(await create().find(plain)).toBeUndefined();
    expect(await create().find(foreign)).toBeUndefined();
  });

  test('never come with a prompt, whatever git is configured to prompt with', async () => {
    const prompted = join(home.directory, 'prompted');
    home.install('prompt', `touch ${prompted}; echo typed`);
    const prompt = join(home.directory, 'bin/prompt');
    home.write('.gitconfig', `[core]\n\taskpass = ${prompt}\n`);
    const credentials = create({ GIT_ASKPASS: prompt, SSH_ASKPASS: prompt });
    expect(await credentials.find(github)).toBeUndefined();
    expect(existsSync(prompted)).toBe(false);
  });

  test('a program that hangs is killed with what it started, and the others are read', async () => {
    home.install('gh', 'sleep 600 & wait');
    installHelper('github.com', 'helper-token');
    home.machine.timeoutMs = 2_000;
    home.install('git', 'cat >/dev/null; printf "host=github.com\\npassword=helper-token\\n"');
    expect(await create().find(github)).toMatchObject({ kind: 'git' });
  });

  test('programs that a checkout brings along are not run', async () => {
    home.install('gh', 'echo hostile', 'project/node_modules/.bin');
    const hostile = join(home.directory, 'project/node_modules/.bin');
    const PATH = `${hostile}:.:${process.env.PATH}`;
    expect(await create({ PATH }).find(github)).toBeUndefined();
  });

  test('what a tool prints instead of a token is not used', async () => {
    home.install('gh', 'echo "no oauth token found"');
    expect(await create().find(github)).toBeUndefined();
  });

  test('after a refusal, the next place is used, and the refused one again once it changed', async () => {
    home.install('gh', 'echo gh-old');
    const credentials = create({ GH_TOKEN: 'expired' });
    expect(await credentials.find(github)).toMatchObject({ token: 'expired' });
    credentials.refuse(github.id, 'expired');
    expect(await credentials.find(github)).toMatchObject({ token: 'gh-old' });
    home.install('gh', 'echo gh-new');
    await clock.advance(60_000);
    credentials.refuse(github.id, 'gh-old');
    expect(await credentials.find(github)).toMatchObject({ token: 'gh-new' });
  });

  test('are read again after some minutes', async () => {
    const credentials = create();
    expect(await credentials.find(github)).toBeUndefined();
    home.install('gh', 'echo gh-token');
    expect(await credentials.find(github)).toBeUndefined();
    await clock.advance(5 * 60_000);
    expect(await credentials.find(github)).toMatchObject({ token: 'gh-token' });
  });
});

function toTarget(type: string, webBaseUrl: string, apiBaseUrl: string): CredentialTarget {
  return { id: new URL(webBaseUrl).host, type, webBaseUrl, apiBaseUrl };
}
