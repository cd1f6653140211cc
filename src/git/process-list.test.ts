import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBareRepository, createClone, git } from '../../test/support/cli/agent-clone.ts';
import { startGitServer } from '../../test/support/cli/askpass-fixtures.ts';
import { findListedAncestry } from './process-list.ts';

const url = 'https://github.com/acme/app.git';

/** Written by hand after the documentation of macOS, not recorded there; `push` is what was typed. */
const toList = (push: string, remote = 'origin') => `
    1     0 /sbin/launchd
  612     1 /Applications/iTerm.app/Contents/MacOS/iTerm2
  804   612 -zsh
 2201   804 ${push}
 2202  2201 /Library/Developer/CommandLineTools/usr/libexec/git-core/git remote-https ${remote} ${url}
 2203  2202 /Library/Developer/CommandLineTools/usr/libexec/git-core/git-remote-https ${remote} ${url}
 2204  2203 node /usr/local/bin/askpass.js Username for 'https://github.com':${' '}
`;

const find = (push: string, remote?: string) => findListedAncestry(toList(push, remote), 2203);

describe('a push in the list of processes', () => {
  test.each([
    'git push',
    'git push origin agent/work',
    'git push -u origin HEAD:agent/work',
    '/usr/bin/git push --force-with-lease origin +main:agent/work other',
    'git push origin :gone',
    'git push origin tag v1',
  ])('is certain: %s', (push) => {
    const transport = { remote: 'origin', url };
    expect(find(push)).toEqual({ kind: 'git', argv: push.split(' '), transport });
  });

  test.each([
    ['a revision with spaces', 'git push origin HEAD^{/fix the bug}:main'],
    ['a revision by message', 'git push origin :/fix bug:main'],
    ['a revision by time', 'git push origin main@{1 day ago}:main'],
    ['an option with a value', 'git push -o ci.skip origin main'],
    ['a directory', 'git -C /work push origin main'],
    ['a setting', 'git -c user.name=A push origin main'],
    ['a path with spaces as the repository', 'git push /my repository main'],
    ['another repository than the transport', 'git push upstream main'],
    ['an empty argument', 'git push origin  main'],
    ['an alias', 'git pushall origin'],
    ['a program in a path with spaces', '/My Tools/git push origin main'],
    ['a branch that the list cannot show', 'git push origin b\\303\\251'],
    ['a fetch', 'git fetch origin'],
    ['a script', '/bin/sh -c git push origin main'],
  ])('is not certain, so nothing is reported: %s', (_, push) => {
    expect(find(push)).toEqual({ kind: 'unreadable' });
  });

  test('is not guessed where the list is empty, cut or does not contain the process', () => {
    expect(findListedAncestry('', 2203)).toEqual({ kind: 'unreadable' });
    expect(findListedAncestry(toList('git push').slice(0, 120), 2203)).toEqual({
      kind: 'unreadable',
    });
    expect(findListedAncestry(toList('git push'), 99)).toEqual({ kind: 'unreadable' });
    expect(findListedAncestry('5 5 git remote-https origin u', 5)).toEqual({ kind: 'unreadable' });
  });
});

test('a real push is found in the real list', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-ps-'));
  await createBareRepository(directory, 'app.git');
  await using server = await startGitServer(directory, 'secret');
  const clone = await createClone(join(directory, 'clone'), `${server.url}/app.git`);
  const askpass = join(directory, 'askpass.sh');
  const output = join(directory, 'list');
  const script = `#!/bin/sh\nps -axww -o pid=,ppid=,args= >${output}\necho $PPID >${output}.id\necho secret\n`;
  await writeFile(askpass, script);
  await chmod(askpass, 0o755);
  const pushed = await git(clone, ['push', '-q', 'origin', 'HEAD:agent/work'], {
    GIT_ASKPASS: askpass,
  });
  expect(pushed.stderr).toBe('');
  const id = Number(readFileSync(`${output}.id`, 'utf8'));
  expect(findListedAncestry(readFileSync(output, 'utf8'), id)).toEqual({
    kind: 'git',
    argv: ['git', 'push', '-q', 'origin', 'HEAD:agent/work'],
    transport: { remote: 'origin', url: `${server.url}/app.git` },
  });
  rmSync(directory, { recursive: true, force: true });
});
