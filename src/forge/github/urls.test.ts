import * as fc from 'fast-check';
import gitUrlParse from 'git-url-parse';
import { describe, expect, test } from 'vitest';
import { encode } from '../parsing/text.ts';
import {
  parseFullName,
  parseGitHubOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toPullRequestUrl,
} from './urls.ts';

const github = 'https://github.com';
const app = { owner: 'acme', name: 'app' };

describe('an origin at GitHub', () => {
  test.each([
    'https://github.com/acme/app',
    'https://github.com/acme/app.git',
    'https://github.com/acme/app/',
    'https://GitHub.com:443/acme/app.git/',
    'https://user:secret@github.com/acme/app.git',
    'git@github.com:acme/app.git',
    'git@github.com:/acme/app',
    'github.com:acme/app',
    'ssh://git@github.com/acme/app.git',
    'ssh://git@github.com:22/acme/app',
    'ssh://git@ssh.github.com:443/acme/app.git',
    'git+ssh://git@github.com/acme/app',
  ])('%s is acme/app', (origin) => {
    expect(parseGitHubOrigin(origin, github)).toEqual(app);
  });

  test('keeps the case of owner and name', () => {
    const origin = 'git@github.com:Acme-Inc/My.App_2.git';
    expect(parseGitHubOrigin(origin, github)).toEqual({ owner: 'Acme-Inc', name: 'My.App_2' });
  });

  test.each([
    'http://github.com/acme/app',
    'https://github.com:8443/acme/app',
    'https://github.com.evil.test/acme/app',
    'https://github.com@evil.test/acme/app',
    'https://gist.github.com/acme/app',
    'https://github.com/acme',
    'https://github.com/acme/app/tree/main',
    'https://github.com/acme/..',
    'https://github.com/acme/.git',
    'https://github.com/acme/a b',
    'https://github.com/ac%3Fme/app',
    'git://github.com/acme/app.git',
    'git@gitlab.com:acme/app.git',
    'git@ssh.github.com.evil.test:acme/app',
    '/srv/github.com/acme/app',
    '',
  ])('%s is refused', (origin) => {
    expect(parseGitHubOrigin(origin, github)).toBeUndefined();
  });
});

describe('an origin at a self-hosted server', () => {
  test.each([
    ['https://git.acme.test:8443/acme/app', 'https://git.acme.test:8443', true],
    ['https://git.acme.test/acme/app', 'https://git.acme.test:8443', false],
    ['ssh://git@git.acme.test:2222/acme/app', 'https://git.acme.test:8443', true],
    ['git@git.acme.test:acme/app.git', 'https://git.acme.test:8443', true],
    ['ssh://git@ssh.git.acme.test/acme/app', 'https://git.acme.test', false],
    ['http://127.0.0.1:4701/acme/app.git', 'http://127.0.0.1:4701', true],
    ['https://127.0.0.1:4701/acme/app.git', 'http://127.0.0.1:4701', false],
    ['http://[::1]:4701/acme/app', 'http://[::1]:4701', true],
    ['https://acme.test/github/acme/app', 'https://acme.test/github', true],
    ['https://acme.test/acme/app', 'https://acme.test/github', false],
    ['git@acme.test:acme/app', 'https://acme.test/github', true],
  ])('%s is at %s: %s', (origin, webBaseUrl, isThere) => {
    expect(parseGitHubOrigin(origin, webBaseUrl)).toEqual(isThere ? app : undefined);
  });
});

describe('a pull request URL', () => {
  test.each([
    'https://github.com/acme/app/pull/12',
    ' https://GitHub.com/acme/app/pull/12\n',
    'https://github.com/acme/app/pull/12/',
    'https://github.com/acme/app/pull/12/files#diff-1',
    'https://github.com/acme/app/pull/12?notification=1',
    'https://github.com/acme/app/pull/12),',
    'https://github.com/acme/app/pull/12/commits).',
    'https://github.com/acme/app/pull/12#issuecomment-1;',
  ])('%j is parsed as pasted', (url) => {
    expect(parsePullRequestUrl(url, github)).toEqual({ repository: app, number: 12 });
  });

  test.each([
    'https://github.com/acme/app/pull/',
    'https://github.com/acme/app/pull/0',
    'https://github.com/acme/app/pull/1x',
    'https://github.com/acme/app/pull/99999999999999999999',
    'https://github.com/acme/app/issues/12',
    'https://github.com/acme/pull/12',
    'https://github.com/x/acme/app/pull/12',
    'http://github.com/acme/app/pull/12',
    'https://user@github.com/acme/app/pull/12',
    'https://github.com.evil.test/acme/app/pull/12',
    'https://github.com@evil.test/acme/app/pull/12',
    'javascript:alert(1)',
    '',
  ])('%j is refused', (url) => {
    expect(parsePullRequestUrl(url, github)).toBeUndefined();
  });

  test('below a path is parsed', () => {
    const url = 'https://acme.test/github/acme/app/pull/12';
    expect(parsePullRequestUrl(url, 'https://acme.test/github')).toMatchObject({ number: 12 });
    expect(parsePullRequestUrl(url, 'https://acme.test/git')).toBeUndefined();
  });
});

const owners = fc.stringMatching(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,20}$/);
const names = fc
  .stringMatching(/^[A-Za-z0-9._-]{1,30}$/)
  .filter((name) => parseFullName(`a/${name}`) !== undefined);
const references = fc.record({ owner: owners, name: names });
const bases = fc.constantFrom(github, 'http://127.0.0.1:4701', 'https://acme.test/github');

describe('URLs that are built can be parsed', () => {
  test('for origins of every form', () => {
    const forms = fc.constantFrom(
      ({ owner, name }: typeof app) => `https://github.com/${owner}/${name}.git`,
      ({ owner, name }: typeof app) => `https://GITHUB.com/${owner}/${name}/`,
      ({ owner, name }: typeof app) => `git@github.com:${owner}/${name}.git`,
      ({ owner, name }: typeof app) => `ssh://git@github.com:22/${owner}/${name}`,
    );
    fc.assert(
      fc.property(references, forms, (reference, toOrigin) => {
        expect(parseGitHubOrigin(toOrigin(reference), github)).toEqual(reference);
      }),
    );
  });

  test('with the same result as another parser', () => {
    const forms = fc.constantFrom(
      (fullName: string) => `https://github.com/${fullName}.git`,
      (fullName: string) => `git@github.com:${fullName}.git`,
      (fullName: string) => `ssh://git@github.com/${fullName}.git`,
    );
    fc.assert(
      fc.property(references, forms, ({ owner, name }, toOrigin) => {
        const origin = toOrigin(`${owner}/${name}`);
        const other = gitUrlParse(origin);
        const expected = { owner: other.owner, name: other.name };
        expect(parseGitHubOrigin(origin, github)).toEqual(expected);
      }),
    );
  });

  test('for pull requests', () => {
    const numbers = fc.integer({ min: 1, max: 2 ** 31 });
    fc.assert(
      fc.property(references, numbers, bases, (repository, number, base) => {
        const url = toPullRequestUrl({ repository, number }, base);
        expect(parsePullRequestUrl(`${url}/files?w=1),`, base)).toEqual({ repository, number });
      }),
    );
  });

  test('for branches of any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), bases, (branch, base) => {
        const url = toBranchUrl(app, branch, base);
        const prefix = `${base}/acme/app/tree/`;
        const wellFormed = branch.replace(/\p{Surrogate}/gu, '\ufffd');
        expect(url.slice(0, prefix.length)).toBe(prefix);
        expect(decodeURIComponent(url.slice(prefix.length))).toBe(wellFormed);
        expect(url).toMatch(/^[\x21-\x7e]+$/);
        expect(url.slice(prefix.length)).not.toMatch(/[?#"<>\\]/);
      }),
    );
  });

  test('with a lone surrogate replaced', () => {
    expect(encode('a\ud800b')).toBe('a%EF%BF%BDb');
  });

  test('any text is parsed or refused without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), bases, (text, base) => {
        parseGitHubOrigin(text, base);
        parsePullRequestUrl(text, base);
      }),
    );
  });
});
