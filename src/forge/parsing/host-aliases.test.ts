import { describe, expect, test } from 'vitest';
import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import { resolveAlias } from './host-aliases.ts';

const aliases = new Map([
  ['work', 'github.com'],
  ['proxy.acme.test', 'git.acme.test:8443'],
]);

describe('an alias', () => {
  test.each([
    ['git@work:acme/app.git', 'ssh://git@github.com/acme/app'],
    ['work:acme/app', 'ssh://git@github.com/acme/app'],
    ['ssh://git@WORK:2222/acme/app.git', 'ssh://git@github.com/acme/app'],
    ['acme@work:a/b', 'ssh://acme@github.com/a/b'],
    ['https://ada:secret@work/acme/app.git', 'https://github.com/acme/app'],
    ['https://proxy.acme.test:9000/acme/app', 'https://git.acme.test:8443/acme/app'],
    ['git@work:Team Work/a%20b/ü', 'ssh://git@github.com/Team%20Work/a%20b/%C3%BC'],
  ])('in %s represents its host: %s', (origin, resolved) => {
    expect(resolveAlias(origin, aliases)).toBe(resolved);
  });

  test('keeps the path of the repository, whatever it contains', () => {
    for (const path of ['acme/app', 'a b/c', '../../x', 'a/%2e%2e/b', 'ünïcödé/日本']) {
      const resolved = resolveAlias(`ssh://git@work/${encodeURIComponent(path)}`, aliases);
      expect(parseRemoteOrigin(resolved)).toMatchObject({ host: 'github.com', path });
    }
  });

  test.each(['git@github.com:acme/app.git', 'git@workshop:acme/app', '/srv/work', 'work', ''])(
    'is not in %j',
    (origin) => {
      expect(resolveAlias(origin, aliases)).toBe(origin);
    },
  );
});
