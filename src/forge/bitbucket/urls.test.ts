import { describe, expect, test } from 'vitest';
import {
  parseBitbucketOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toPullRequestUrl,
} from './urls.ts';

const cloud = 'https://bitbucket.org';
const app = { owner: 'acme', name: 'app' };

describe('an origin at Bitbucket Cloud', () => {
  test.each([
    'https://bitbucket.org/acme/app.git',
    'https://ada@bitbucket.org/acme/app.git',
    'https://x-token-auth:secret@bitbucket.org/acme/app',
    'https://Bitbucket.org:443/acme/app/',
    'git@bitbucket.org:acme/app.git',
    'ssh://git@bitbucket.org/acme/app.git',
    'ssh://git@altssh.bitbucket.org:443/acme/app.git',
  ])('%s is acme/app', (origin) => {
    expect(parseBitbucketOrigin(origin, cloud)).toEqual(app);
  });

  test.each([
    'http://bitbucket.org/acme/app',
    'https://altssh.bitbucket.org/acme/app',
    'https://api.bitbucket.org/acme/app',
    'https://bitbucket.org@evil.test/acme/app',
    'git@altssh.bitbucket.org.evil.test:acme/app',
    'https://bitbucket.org/acme/app/src/main',
    'https://bitbucket.org/{uuid}/app',
    'https://bitbucket.org/acme/a%2fb',
  ])('%s is not an origin of this forge', (origin) => {
    expect(parseBitbucketOrigin(origin, cloud)).toBeUndefined();
  });

  test('has a second SSH host only on Bitbucket Cloud', () => {
    const origin = 'ssh://git@altssh.bitbucket.org:443/acme/app.git';
    expect(parseBitbucketOrigin(origin, 'https://bitbucket.acme.test')).toBeUndefined();
  });
});

describe('the URL of a pull request', () => {
  test('is built', () => {
    const url = 'https://bitbucket.org/acme/app/pull-requests/12';
    expect(toPullRequestUrl({ repository: app, number: 12 }, cloud)).toBe(url);
  });

  test.each(['', '/diff', '/commits', '/fix-flaky-login/diff', '/_/diff#comment-7', '?w=1),'])(
    'is read with %j behind it',
    (rest) => {
      const url = `https://bitbucket.org/acme/app/pull-requests/12${rest}`;
      expect(parsePullRequestUrl(url, cloud)).toEqual({ repository: app, number: 12 });
    },
  );

  test('is not a URL of the API', () => {
    const url = 'https://api.bitbucket.org/2.0/repositories/acme/app/pullrequests/12';
    expect(parsePullRequestUrl(url, cloud)).toBeUndefined();
  });
});

test('keeps the slashes of a branch in the path of its page', () => {
  const url = 'https://bitbucket.org/acme/app/branch/agent/a%20b%23c';
  expect(toBranchUrl(app, 'agent/a b#c', cloud)).toBe(url);
});
