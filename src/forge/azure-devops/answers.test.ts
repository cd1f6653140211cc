import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { parsePullRequest, parseRepository } from './answers.ts';
import { parseValues } from './api.ts';
import { parseChangesPage } from './compare.ts';
import { app, fork, pullRequestJson, repositoryJson } from './testing/json-answers.ts';
import { createAzureDevOpsWebhooks } from './webhooks/webhooks.ts';

const web = 'https://dev.azure.com';

function buildJson(more: Record<string, unknown> = {}) {
  return { ...pullRequestJson(samplePullRequest, web), ...more };
}

describe('the status of a pull request', () => {
  test.each([
    ['active', 'open'],
    ['completed', 'merged'],
    ['abandoned', 'closed'],
    ['notSet', undefined],
    [null, undefined],
  ])('%j is read as %s', (status, state) => {
    expect(parsePullRequest(buildJson({ status }), 'acme')?.state).toBe(state);
  });
});

describe('a response of the wrong shape', () => {
  test.each([
    { pullRequestId: '12' },
    { pullRequestId: 0 },
    { title: null },
    { sourceRefName: '' },
    { targetRefName: 5 },
    { repository: null },
    { repository: { ...repositoryJson(app, web), id: '../x' } },
    { repository: { ...repositoryJson(app, web), name: '..' } },
    { repository: { ...repositoryJson(app, web), project: { name: 'a/b' } } },
    { forkSource: { repository: { ...repositoryJson(fork, web), name: '_git' } } },
    { reviewers: 'none' },
    { reviewers: [{ vote: '10', displayName: 'x' }] },
  ])('with %j is not read as a pull request', (more) => {
    expect(parsePullRequest(buildJson(more), 'acme')).toBeUndefined();
  });

  test('never makes a parser throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (body, more) => {
        for (const read of [body, buildJson(more), repositoryJson(app, web)]) {
          parsePullRequest(read, 'acme');
          parseRepository(read, 'acme');
          parseChangesPage({ changes: [read] });
        }
      }),
    );
  });
});

test('a fork names the repository it was forked from', () => {
  const parentRepository = repositoryJson(app, web);
  const read = parseRepository({ ...repositoryJson(fork, web), parentRepository }, 'acme');
  expect(read).toMatchObject({ ...fork, defaultBranch: 'main', parent: app });
});

const recorded = process.env.AFTERPUSH_RECORDED;

async function load(name: string): Promise<Buffer> {
  return readFile(join(recorded ?? '', 'azure', `${name}.json`));
}

async function loadJson(name: string): Promise<unknown> {
  return JSON.parse((await load(name)).toString('utf8'));
}

// Set AFTERPUSH_RECORDED to a folder of recorded responses to check the parsers against them.
describe.skipIf(!recorded)('a recorded response of Azure DevOps', () => {
  test('is read as a pull request', async () => {
    expect(parsePullRequest(await loadJson('pr'), 'tphoney')).toMatchObject({
      number: 19,
      state: 'merged',
      settledAt: '2022-06-03T06:33:42.2405472Z',
      repository: { owner: 'tphoney/test_project', name: 'test_repo2' },
      head: { branch: 'pr_branch', sha: '01768d964c03e97260af0bd8cd9e5cd1f9ac6356' },
      baseBranch: 'main',
      mergeStatus: 'queued',
      authorLogin: 'tp@harness.io',
    });
  });

  test('is read as a list of repositories', async () => {
    const body = await loadJson('repo');
    const repository = parseRepository(body, 'tphoney');
    expect(repository).toMatchObject({ name: 'test_project', defaultBranch: 'main', parent: null });
    const listed = parseValues(await loadJson('repos'), (one) => parseRepository(one, 'tphoney'));
    expect(listed?.length).toBeGreaterThan(1);
  });

  test('is read as a list of changes', async () => {
    expect(parseChangesPage(await loadJson('compare'))).toMatchObject({
      isLast: true,
      headSha: '66df312dad61e84dd896d1e8d14ee3dce53b62f0',
      changes: [
        {
          path: 'testfile',
          status: 'modified',
          baseId: 'c42585a91aea68fcdd2f06508f7073983689aa5f',
          headId: 'a493dad221fb22ff4c35ff89f112a61f8c39e924',
        },
      ],
    });
  });

  test.each([
    ['push', { kind: 'branch', branch: 'master' }],
    ['pr_created', { kind: 'pull_request', facts: { state: 'open', number: 1 } }],
    ['pr_updated', { kind: 'pull_request', facts: { state: 'merged', number: 1 } }],
    ['pr_merged', { kind: 'pull_request', facts: { state: 'merged', number: 1 } }],
    ['issue_comment', { kind: 'pull_request', head: { branch: 'mytopic' } }],
  ])('is read as the delivery %s', async (name, hint) => {
    const webhooks = createAzureDevOpsWebhooks({} as never, { webBaseUrl: web } as never);
    const message = webhooks.parse({ headers: {}, body: await load(`webhooks/${name}`) });
    expect(message?.hints).toMatchObject([hint]);
  });
});
