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

describe('other names of a host', () => {
  const types = [
    ['github', 'https://api.github.com', 'https://github.com'],
    ['gitlab', 'https://gitlab.com/api/v4', 'https://gitlab.com'],
    ['bitbucket', 'https://api.bitbucket.org/2.0', 'https://bitbucket.org'],
    ['gitea', 'https://git.acme.test/api/v1', 'https://git.acme.test'],
    ['bitbucket_data_center', 'https://dc.test:7990/rest/api/latest', 'https://dc.test:7990'],
    ['azure_devops', 'https://dev.azure.com', 'https://dev.azure.com'],
  ] as const;
  const all = createForgeRegistry(
    types.map(([type, apiBaseUrl, webBaseUrl]) => ({ id: type, type, apiBaseUrl, webBaseUrl })),
    {
      ...createTestDeps(),
      hostAliases: new Map([
        ['work', 'github.com'],
        ['gl', 'gitlab.com'],
        ['mirror.acme.test', 'git.acme.test'],
        ['dc', 'dc.test:7990'],
      ]),
    },
  );

  test.each([
    ['https://www.github.com/acme/app.git', 'github'],
    ['git@www.github.com:acme/app.git', 'github'],
    ['https://WWW.GitLab.com/acme/group/app', 'gitlab'],
    ['https://www.bitbucket.org/acme/app', 'bitbucket'],
    ['https://www.git.acme.test/acme/app', 'gitea'],
    ['https://www.dc.test:7990/scm/acme/app.git', 'bitbucket_data_center'],
    ['https://www.dev.azure.com/acme/web/_git/app', 'azure_devops'],
    ['ssh://git@ssh.github.com:443/acme/app.git', 'github'],
    ['ssh://git@altssh.gitlab.com:443/acme/app.git', 'gitlab'],
    ['ssh://git@altssh.bitbucket.org:443/acme/app.git', 'bitbucket'],
    ['git@ssh.dev.azure.com:v3/acme/web/app', 'azure_devops'],
    ['git@work:acme/app.git', 'github'],
    ['https://work/acme/app.git', 'github'],
    ['ssh://git@gl:2222/acme/group/app', 'gitlab'],
    ['https://mirror.acme.test:8443/acme/app', 'gitea'],
    ['https://dc/scm/acme/app.git', 'bitbucket_data_center'],
  ])('%s is an origin of %s', (origin, id) => {
    const forge = all.findForgeByOrigin(origin);
    expect(forge?.id).toBe(id);
    expect(forge?.parseRemoteOrigin(origin)?.name).toBe('app');
  });

  test.each([
    'https://www.evil.test/acme/app',
    'https://wwwgithub.com/acme/app',
    'https://www.www.github.com/acme/app',
    'https://www.github.com.evil.test/acme/app',
    'git@other:acme/app.git',
  ])('%s is an origin of no forge', (origin) => {
    expect(all.findForgeByOrigin(origin)).toBeUndefined();
  });

  test.each([
    ['https://www.github.com/acme/app/pull/12', 'github'],
    ['https://www.gitlab.com/acme/app/-/merge_requests/12', 'gitlab'],
    ['https://www.git.acme.test/acme/app/pulls/12', 'gitea'],
  ])('%s is a pull request of %s', (url, id) => {
    expect(all.findForge(id)?.parsePullRequestUrl(url)?.number).toBe(12);
  });

  test.each([
    'https://work/acme/app',
    'https://mirror.acme.test',
    'https://dc:7990',
    'https://www.github.com/acme/app',
    'https://www.git.acme.test',
  ])('get no credential (S10): %s', (url) => {
    expect(all.findForgeByUrl(url)).toBeUndefined();
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

test('a forge that is added later is served like the others', () => {
  const growing = createForgeRegistry(settings, createTestDeps());
  const before = growing.listForges();
  const webBaseUrl = 'https://git.later.test';
  growing.addForge({ id: 'later', type: 'gitea', apiBaseUrl: `${webBaseUrl}/api/v1`, webBaseUrl });
  expect(growing.findForgeByOrigin('git@git.later.test:acme/app.git')?.id).toBe('later');
  expect(growing.findForgeByUrl('https://git.later.test/acme/app.git')?.id).toBe('later');
  expect(growing.findForge('later')).toBe(growing.listForges().at(-1));
  expect(growing.listForges()).not.toBe(before);
});
