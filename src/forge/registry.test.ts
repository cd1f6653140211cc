import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createForgeRegistry } from './registry.ts';
import { createTestDeps } from './testing/test-deps.ts';

const settings = (
  [
    ['github', 'https://api.github.com', 'https://github.com'],
    ['work', 'https://git.acme.test:8443/api/v3', 'https://git.acme.test:8443'],
    ['plain', 'http://127.0.0.1:4701/api/v3', 'http://127.0.0.1:4701'],
    ['below', 'https://acme.test/github/api/v3', 'https://acme.test/github'],
  ] as const
).map(([id, apiBaseUrl, webBaseUrl]) => ({ id, type: 'github' as const, apiBaseUrl, webBaseUrl }));

const registry = createForgeRegistry(settings, {
  ...createTestDeps(),
});

describe('the forge', () => {
  test('is found by id', () => {
    expect(registry.findForge('work')?.webBaseUrl).toBe('https://git.acme.test:8443');
    expect(registry.findForge('none')).toBeUndefined();
    expect(registry.listForges().map(({ id }) => id)).toEqual(settings.map(({ id }) => id));
  });

  test.each([
    ['https://github.com/acme/app.git', 'github'],
    ['git@github.com:acme/app.git', 'github'],
    ['ssh://git@git.acme.test:2222/acme/app', 'work'],
    ['https://git.acme.test:8443/acme/app', 'work'],
    ['http://127.0.0.1:4701/acme/app', 'plain'],
    ['https://acme.test/github/acme/app', 'below'],
    ['https://git.acme.test/acme/app', undefined],
    ['https://gitlab.com/acme/app', undefined],
    ['/srv/app.git', undefined],
  ])('of the origin %s is %s', (origin, id) => {
    expect(registry.findForgeByOrigin(origin)?.id).toBe(id);
  });
});

describe('a credential (S10)', () => {
  test.each([
    ['https://github.com', 'github'],
    ['https://github.com/', 'github'],
    ['https://GitHub.com:443/acme/app.git', 'github'],
    ['https://x-access-token@github.com', 'github'],
    ['https://git.acme.test:8443', 'work'],
    ['http://127.0.0.1:4701/acme/app', 'plain'],
    ['https://acme.test/github', 'below'],
    ['https://acme.test/github/acme/app', 'below'],
  ])('for %s is the token of %s', (url, id) => {
    expect(registry.findForgeByUrl(url)?.id).toBe(id);
  });

  test.each([
    'http://github.com',
    'https://github.com.evil.test',
    'https://github.com@evil.test',
    'https://github.com:x@evil.test/acme',
    'https://a@github.com@evil.test',
    'https://evil.test/https://github.com',
    'https://evil.test?https://github.com',
    'https://evil.test#@github.com',
    'https://github.com\\@evil.test',
    'https://evil.test\\@github.com',
    'https://github.com:8443',
    'https://github.com.',
    'https://ｇithub.com',
    'https://github%2ecom',
    'https://github.com\n.evil.test',
    'https:github.com',
    'https:///github.com',
    '//github.com',
    'github.com',
    'ssh://git@github.com/acme/app',
    'git@github.com:acme/app',
    'https://git.acme.test',
    'http://git.acme.test:8443',
    'https://127.0.0.1:4701',
    'http://127.0.0.1',
    'https://acme.test',
    'https://acme.test/githubber/x',
    'https://acme.test/github/../other',
    'https://acme.test/github/%2e%2e/other',
    '',
  ])('is not sent to %j', (url) => {
    expect(registry.findForgeByUrl(url)).toBeUndefined();
  });

  test('is sent only to the host that a URL parser finds', () => {
    const part = fc.constantFrom('github.com', 'evil.test', '@', ':', '/', '\\', '443', '.', '#');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const url = `https://${parts.join('')}`;
        if (!registry.findForgeByUrl(url)) return;
        expect(new URL(url).origin).toBe('https://github.com');
      }),
      { numRuns: 2000 },
    );
  });
});
