import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRemoteOrigin, stripCredentials } from './remote-origin.ts';

describe('a remote origin', () => {
  test.each([
    ['https://github.com/acme/app.git', 'https', 'github.com', undefined, 'acme/app'],
    ['https://GitHub.COM/acme/app', 'https', 'github.com', undefined, 'acme/app'],
    ['https://github.com/acme/app/', 'https', 'github.com', undefined, 'acme/app'],
    ['https://github.com/acme/app.git/', 'https', 'github.com', undefined, 'acme/app'],
    ['https://user:secret@host.test:8443/a/b.git', 'https', 'host.test', 8443, 'a/b'],
    ['http://127.0.0.1:3000/a/b', 'http', '127.0.0.1', 3000, 'a/b'],
    ['http://[::1]:3000/a/b', 'http', '::1', 3000, 'a/b'],
    ['git@github.com:acme/app.git', 'ssh', 'github.com', undefined, 'acme/app'],
    ['github.com:acme/app', 'ssh', 'github.com', undefined, 'acme/app'],
    ['git@host.test:/acme/app.git', 'ssh', 'host.test', undefined, 'acme/app'],
    ['ssh://git@host.test:2222/group/sub/app.git', 'ssh', 'host.test', 2222, 'group/sub/app'],
    ['git+ssh://git@host.test/a/b', 'ssh', 'host.test', undefined, 'a/b'],
    ['git://host.test/a/b.git', 'git', 'host.test', undefined, 'a/b'],
    ['https://host.test/a%20b/c', 'https', 'host.test', undefined, 'a b/c'],
  ])('%s is parsed', (origin, protocol, host, port, path) => {
    expect(parseRemoteOrigin(origin)).toEqual({ protocol, host, port, path });
  });

  test.each([
    '',
    '   ',
    '/srv/git/app.git',
    '../app',
    'C:\\repos\\app',
    'c:/repos/app',
    'file:///srv/app.git',
    'https://host.test',
    'https://host.test/',
    'https://:80/a/b',
    'https://host.test:0/a/b',
    'https://host.test:99999/a/b',
    'https://host.test/%zz/b',
    'javascript:alert(1)//',
  ])('%j names no forge', (origin) => {
    const parsed = parseRemoteOrigin(origin);
    expect(parsed === undefined || parsed.host === 'javascript').toBe(true);
  });

  test('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseRemoteOrigin(text)));
  });
});

describe('credentials in an origin (S10)', () => {
  test.each([
    ['https://user:secret@github.com/acme/app.git', 'https://github.com/acme/app.git'],
    ['https://ghp_secret@github.com/acme/app', 'https://github.com/acme/app'],
    ['https://a:b@c:secret@github.com/acme/app', 'https://github.com/acme/app'],
    ['https://github.com/acme/app?access_token=secret', 'https://github.com/acme/app'],
    ['https://github.com/acme/app#secret', 'https://github.com/acme/app'],
    ['HTTPS://user:secret@github.com/acme/app', 'HTTPS://github.com/acme/app'],
    ['ssh://git:secret@host.test:22/a/b', 'ssh://git@host.test:22/a/b'],
    ['git@github.com:acme/app.git', 'git@github.com:acme/app.git'],
    ['git:secret@github.com:acme/app.git', 'git@github.com:acme/app.git'],
    ['  https://github.com/acme/app \n', 'https://github.com/acme/app'],
  ])('%s becomes %s', (origin, stripped) => {
    expect(stripCredentials(origin)).toBe(stripped);
  });

  test('are removed, whatever their characters', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9_:@%!$&'()*+,;=.~-]{1,40}$/);
    fc.assert(
      fc.property(secret, (text) => {
        const origin = `https://x${text}S3CRET@github.com/acme/app.git`;
        expect(stripCredentials(origin)).toBe('https://github.com/acme/app.git');
      }),
    );
  });
});
