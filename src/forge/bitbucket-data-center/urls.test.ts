import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseBitbucketDataCenterOrigin,
  parseFullName,
  parsePullRequestUrl,
  parseRepositoryReference,
  toBranchUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';

const web = 'https://git.acme.test/bitbucket';
const app = { owner: 'ACME', name: 'app' };
const bobs = { owner: '~bob', name: 'app' };

describe('an origin', () => {
  test.each([
    ['https://git.acme.test/bitbucket/scm/acme/app.git', app],
    ['https://ada@git.acme.test/bitbucket/scm/ACME/App.git', app],
    ['https://git.acme.test/bitbucket/scm/~bob/app.git', bobs],
    ['https://git.acme.test/bitbucket/scm/%7EBob/app.git', bobs],
    ['ssh://git@git.acme.test:7999/acme/app.git', app],
    ['ssh://git@git.acme.test:7999/~Bob/app.git', bobs],
    ['git@git.acme.test:~bob/app.git', bobs],
    ['ssh://git@git.acme.test/bitbucket/acme/app.git', app],
    ['https://git.acme.test/bitbucket/projects/acme/repos/app/browse', app],
    ['https://git.acme.test/bitbucket/users/Bob/repos/app', bobs],
    ['https://git.acme.test/bitbucket/projects/~bob/repos/app/', bobs],
  ])('%s is read', (origin, expected) => {
    expect(parseBitbucketDataCenterOrigin(origin, web)).toEqual(expected);
  });

  test.each([
    'https://git.acme.test/scm/acme/app.git',
    'https://git.acme.test/bitbucket/git/acme/app.git',
    'https://git.acme.test/bitbucket/scm/acme/app/extra',
    'https://git.acme.test/bitbucket/scm/acme/..',
    'https://git.acme.test/bitbucket/scm/~./app',
    'https://git.acme.test/bitbucket/scm/4cme/app',
    'https://git.acme.test/bitbucket/scm/ac%2Fme/app',
    'ssh://git@git.acme.test:7999/x/acme/app.git',
    'ssh://git@git.acme.test/projects/acme/repos/app',
    'git@other.acme.test:acme/app.git',
  ])('%s is not an origin of this forge', (origin) => {
    expect(parseBitbucketDataCenterOrigin(origin, web)).toBeUndefined();
  });

  test('is read without a path in the base URL', () => {
    const origin = 'http://localhost:7990/scm/acme/app.git';
    expect(parseBitbucketDataCenterOrigin(origin, 'http://localhost:7990')).toEqual(app);
  });
});

describe('the pages of a repository in a personal project', () => {
  test('are below the user', () => {
    expect(toRepositoryUrl(bobs, web)).toBe(`${web}/users/bob/repos/app`);
    const url = toPullRequestUrl({ repository: bobs, number: 3 }, web);
    expect(url).toBe(`${web}/users/bob/repos/app/pull-requests/3`);
  });

  test.each(['users/bob', 'users/Bob', 'projects/~bob', 'projects/~BOB', 'projects/%7Ebob'])(
    'are read from %s',
    (owner) => {
      const url = `${web}/${owner}/repos/app/pull-requests/3/overview?commentId=1`;
      expect(parsePullRequestUrl(url, web)).toEqual({ repository: bobs, number: 3 });
    },
  );
});

test('names a branch by its full ref, encoded', () => {
  const url = toBranchUrl(app, 'fix/a&b#c', web);
  expect(url).toBe(`${web}/projects/ACME/repos/app/browse?at=refs%2Fheads%2Ffix%2Fa%26b%23c`);
});

test('a built URL can be parsed again', () => {
  const keys = fc.stringMatching(/^(~[a-z0-9._-]{1,20}|[A-Z][A-Z0-9_-]{0,20})$/);
  const slugs = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,29}$/);
  fc.assert(
    fc.property(keys, slugs, fc.integer({ min: 1, max: 2 ** 31 }), (key, slug, number) => {
      const repository = parseRepositoryReference(key, slug);
      fc.pre(repository !== undefined);
      expect(repository).toEqual({ owner: key, name: slug });
      const url = toPullRequestUrl({ repository, number }, web);
      expect(parsePullRequestUrl(`${url}/diff#x),`, web)).toEqual({ repository, number });
      expect(parseBitbucketDataCenterOrigin(`${web}/scm/${key}/${slug}.git`, web)).toEqual(
        repository,
      );
    }),
  );
});

test('any text is parsed without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseBitbucketDataCenterOrigin(text, web);
      parseBitbucketDataCenterOrigin(`${web}/${text}`, web);
      parsePullRequestUrl(text, web);
      parsePullRequestUrl(`${web}/projects/${text}`, web);
      parseFullName(text);
    }),
  );
});
