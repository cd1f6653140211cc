import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseAzureDevOpsOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';

const services = 'https://dev.azure.com';
const server = 'https://tfs.acme.test/tfs';
const app = { owner: 'acme/work', name: 'app' };
const spaced = { owner: 'acme/My Project', name: 'my.app v2' };

describe('an origin at Azure DevOps Services', () => {
  test.each([
    'https://dev.azure.com/acme/work/_git/app',
    'https://acme@dev.azure.com/acme/work/_git/app',
    'https://ada:secret@Dev.Azure.com:443/acme/work/_git/app/',
    'https://dev.azure.com/acme/work/_git/app.git',
    'https://dev.azure.com/acme/DefaultCollection/work/_git/app',
    'https://dev.azure.com/acme/work/_git/_optimized/app',
    'https://dev.azure.com/acme/work/_git/_full/app',
    'https://acme.visualstudio.com/work/_git/app',
    'https://acme.visualstudio.com/DefaultCollection/work/_git/app',
    'git@ssh.dev.azure.com:v3/acme/work/app',
    'git@ssh.dev.azure.com:v3/acme/work/app.git',
    'ssh://git@ssh.dev.azure.com/v3/acme/work/app',
    'ssh://git@ssh.dev.azure.com:22/v3/acme/work/app',
    'acme@vs-ssh.visualstudio.com:v3/acme/work/app',
    'ssh://acme@vs-ssh.visualstudio.com:22/DefaultCollection/work/_ssh/app',
    'ssh://acme@vs-ssh.visualstudio.com:22/work/_ssh/app',
    'ssh://acme@acme.visualstudio.com:22/DefaultCollection/work/_git/app',
  ])('%s is acme/work/app', (origin) => {
    expect(parseAzureDevOpsOrigin(origin, services)).toEqual(app);
  });

  test.each([
    'https://dev.azure.com/acme/_git/app',
    'https://acme.visualstudio.com/_git/app',
    'https://acme.visualstudio.com/DefaultCollection/_git/app',
  ])('%s belongs to the project of the same name', (origin) => {
    expect(parseAzureDevOpsOrigin(origin, services)).toEqual({ owner: 'acme/app', name: 'app' });
  });

  test.each([
    'https://dev.azure.com/acme/My%20Project/_git/my.app%20v2',
    'git@ssh.dev.azure.com:v3/acme/My%20Project/my.app%20v2',
  ])('%s may contain spaces and dots', (origin) => {
    expect(parseAzureDevOpsOrigin(origin, services)).toEqual(spaced);
  });

  test.each([
    'http://dev.azure.com/acme/work/_git/app',
    'https://dev.azure.com:8443/acme/work/_git/app',
    'https://dev.azure.com.evil.test/acme/work/_git/app',
    'https://dev.azure.com@evil.test/acme/work/_git/app',
    'https://acme.visualstudio.com.evil.test/work/_git/app',
    'https://a.b.visualstudio.com/work/_git/app',
    'https://vs-ssh.visualstudio.com/work/_git/app',
    'https://dev.azure.com/acme/work/app',
    'https://dev.azure.com/acme/work/_git',
    'https://dev.azure.com/acme/work/_git/..',
    'https://dev.azure.com/acme/../_git/app',
    'https://dev.azure.com/acme/_apis/_git/app',
    'https://dev.azure.com/acme/work/_git/a%2Fb',
    'https://dev.azure.com/acme/work/_git/app/pullrequest/12',
    'git@ssh.dev.azure.com:acme/work/app',
    'git@ssh.dev.azure.com:v3/acme/work/app/more',
    'git@ssh.dev.azure.com:v3/acme/app',
    'git@dev.azure.com:v3/acme/work/app',
    'ssh://vs-ssh.visualstudio.com:22/work/_ssh/app',
    'git://dev.azure.com/acme/work/_git/app',
    'https://tfs.acme.test/tfs/acme/work/_git/app',
    '/srv/acme/work/_git/app',
    '',
  ])('%s is not an origin of this forge', (origin) => {
    expect(parseAzureDevOpsOrigin(origin, services)).toBeUndefined();
  });

  test.each(['https://dev.azure.com/acme', 'https://acme.visualstudio.com'])(
    'is read for %s only if it belongs to that organization',
    (base) => {
      for (const host of ['dev.azure.com/acme', 'acme.visualstudio.com']) {
        expect(parseAzureDevOpsOrigin(`https://${host}/work/_git/app`, base)).toEqual(app);
      }
      expect(parseAzureDevOpsOrigin('git@ssh.dev.azure.com:v3/acme/work/app', base)).toEqual(app);
      for (const other of [
        'https://dev.azure.com/other/work/_git/app',
        'https://other.visualstudio.com/work/_git/app',
        'git@ssh.dev.azure.com:v3/other/work/app',
        'ssh://other@vs-ssh.visualstudio.com:22/work/_ssh/app',
      ]) {
        expect(parseAzureDevOpsOrigin(other, base), other).toBeUndefined();
      }
    },
  );
});

describe('an origin at a server', () => {
  test.each([
    ['https://tfs.acme.test/tfs/acme/work/_git/app', server],
    ['https://tfs.acme.test/TFS/acme/work/_git/app', server],
    ['ssh://tfs.acme.test:22/tfs/acme/work/_git/app', server],
    ['ssh://git@tfs.acme.test:2222/tfs/acme/work/_ssh/app', server],
    ['https://tfs.acme.test/tfs/acme/work/_git/app', `${server}/acme`],
    ['https://tfs.acme.test/acme/work/_git/app', 'https://tfs.acme.test'],
    ['https://tfs.acme.test/acme/work/_git/app', 'https://tfs.acme.test/acme'],
    ['http://tfs.acme.test:8080/tfs/acme/work/_git/app', 'http://tfs.acme.test:8080/tfs'],
  ])('%s is read for %s', (origin, base) => {
    expect(parseAzureDevOpsOrigin(origin, base)).toEqual(app);
  });

  test('may leave out a project named like the repository', () => {
    const origin = `${server}/acme/_git/app`;
    expect(parseAzureDevOpsOrigin(origin, server)).toEqual({ owner: 'acme/app', name: 'app' });
    expect(parseAzureDevOpsOrigin(origin, `${server}/acme`)?.owner).toBe('acme/app');
  });

  test.each([
    'https://tfs.acme.test/acme/work/_git/app',
    'https://other.test/tfs/acme/work/_git/app',
    'https://tfs.acme.test/tfs/work/more/acme/_git/app',
    'https://acme.visualstudio.com/work/_git/app',
    'git@ssh.dev.azure.com:v3/acme/work/app',
  ])('%s is not an origin of this forge', (origin) => {
    expect(parseAzureDevOpsOrigin(origin, server)).toBeUndefined();
  });
});

describe('a pull request URL', () => {
  test.each([
    ['https://dev.azure.com/acme/work/_git/app/pullrequest/12', services],
    ['https://dev.azure.com/acme/work/_git/app/pullrequest/12?_a=files&path=/x).', services],
    ['https://acme.visualstudio.com/work/_git/app/pullrequest/12#1', services],
    ['https://acme.visualstudio.com/DefaultCollection/work/_git/app/pullRequest/12', services],
    ['https://acme.visualstudio.com/work/_git/app/pullrequest/12', 'https://dev.azure.com/acme'],
    ['https://dev.azure.com/acme/work/_git/app/pullrequest/12', 'https://acme.visualstudio.com'],
    ['https://tfs.acme.test/tfs/acme/work/_git/app/pullrequest/12;', server],
    ['https://tfs.acme.test/tfs/acme/work/_git/app/pullrequest/12', `${server}/acme`],
  ])('%s is read for %s', (url, base) => {
    expect(parsePullRequestUrl(url, base)).toEqual({ repository: app, number: 12 });
  });

  test.each([
    'https://dev.azure.com/other/work/_git/app/pullrequest/12',
    'https://other.visualstudio.com/work/_git/app/pullrequest/12',
  ])('%s is not read for the base URL of another organization', (url) => {
    expect(parsePullRequestUrl(url, services)).toBeDefined();
    expect(parsePullRequestUrl(url, 'https://dev.azure.com/acme')).toBeUndefined();
  });

  test.each([
    'http://dev.azure.com/acme/work/_git/app/pullrequest/12',
    'https://dev.azure.com:8443/acme/work/_git/app/pullrequest/12',
    'https://ada@dev.azure.com/acme/work/_git/app/pullrequest/12',
    'https://dev.azure.com.evil.test/acme/work/_git/app/pullrequest/12',
    'https://dev.azure.com/acme/work/_git/app/pullrequest/99999999999999999999',
    'https://dev.azure.com/acme/work/_workitems/edit/12',
    'https://dev.azure.com/%',
  ])('%s is not read', (url) => {
    expect(parsePullRequestUrl(url, services)).toBeUndefined();
  });
});

describe('a built URL', () => {
  test.each([
    [services, 'https://dev.azure.com/acme/My%20Project/_git/my.app%20v2'],
    ['https://dev.azure.com/acme', 'https://dev.azure.com/acme/My%20Project/_git/my.app%20v2'],
    [
      'https://acme.visualstudio.com',
      'https://acme.visualstudio.com/My%20Project/_git/my.app%20v2',
    ],
    [`${server}/acme`, 'https://tfs.acme.test/tfs/acme/My%20Project/_git/my.app%20v2'],
  ])('is below %s', (base, url) => {
    expect(toRepositoryUrl(spaced, base)).toBe(url);
    expect(toBranchUrl(spaced, 'a/b', base)).toBe(`${url}?version=GBa%2Fb`);
  });

  test('can be parsed again', () => {
    const parts = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._'&-]{0,20}[A-Za-z0-9]$/);
    const references = fc.record({
      owner: fc.tuple(fc.constant('acme'), parts).map((names) => names.join('/')),
      name: parts.filter((name) => !/\.git$/i.test(name)),
    });
    const bases = fc.constantFrom(services, 'https://acme.visualstudio.com', server);
    fc.assert(
      fc.property(references, bases, fc.integer({ min: 1 }), (repository, base, number) => {
        const url = toPullRequestUrl({ repository, number }, base);
        expect(parsePullRequestUrl(`${url}?_a=files),`, base)).toEqual({ repository, number });
        expect(parseAzureDevOpsOrigin(toRepositoryUrl(repository, base), base)).toEqual(repository);
      }),
    );
  });

  test('any text is parsed without throwing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(services, server),
        (text, base) => {
          parseAzureDevOpsOrigin(text, base);
          parseAzureDevOpsOrigin(`${base}/${text}`, base);
          parsePullRequestUrl(text, base);
          parsePullRequestUrl(`${base}/${text}`, base);
        },
      ),
    );
  });
});
