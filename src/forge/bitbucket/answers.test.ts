import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import {
  parseBranchHash,
  parseListedPullRequest,
  parsePullRequest,
  parseRepository,
} from './answers.ts';
import { toListReading } from './api.ts';
import { parseChangedFile } from './changes.ts';
import { parseReport } from './checks.ts';
import { pullRequestJson, repositoryJson } from './testing/json-answers.ts';
import { parseMessage } from './webhooks/parse.ts';

const origins = { api: 'https://api.bitbucket.org/2.0', web: 'https://bitbucket.org' };
const sample = pullRequestJson(samplePullRequest, origins);

describe('the state of a pull request', () => {
  test.each([
    ['OPEN', 'open'],
    ['MERGED', 'merged'],
    ['DECLINED', 'closed'],
    ['SUPERSEDED', 'closed'],
    ['constructor', undefined],
    ['open', undefined],
  ])('%s is read as %s', (state, expected) => {
    expect(parsePullRequest({ ...sample, state })?.state).toBe(expected);
  });
});

test.each([
  { reviewers: null },
  { participants: null },
  { participants: [null] },
  { author: null },
])('a pull request with %j is read', (more) => {
  expect(parsePullRequest({ ...sample, ...more })).toMatchObject({ number: 12 });
});

describe('a response of the wrong shape', () => {
  test.each([
    { id: 0 },
    { id: '12' },
    { title: null },
    { source: null },
    { source: { ...sample.source, branch: { name: '' } } },
    { source: { ...sample.source, repository: { full_name: 'a/../..' } } },
    { destination: {} },
    { participants: undefined },
    { reviewers: [1] },
  ])('with %j is not read as a pull request', (more) => {
    expect(parsePullRequest({ ...sample, ...more })).toBeUndefined();
  });

  test.each(['', 'acme', 'acme/', 'acme/app/x', 'acme/a?b', '../x', 'acme/..'])(
    'the name %j is no repository',
    (name) => {
      const repository = repositoryJson('acme/app', origins);
      expect(parseRepository({ ...repository, full_name: name })).toBeUndefined();
      expect(parseRepository({ ...repository, parent: { full_name: name } })).toBeUndefined();
    },
  );

  test('never makes a parser throw', () => {
    const parsers = [
      parsePullRequest,
      parseRepository,
      parseChangedFile,
      parseBranchHash,
      parseReport,
    ];
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (body, more) => {
        for (const parse of parsers) {
          parse(body);
          parse({ ...sample, ...more });
        }
      }),
    );
  });
});

const recorded = join(process.env.AFTERPUSH_RECORDED ?? '', 'bitbucket');

async function load(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(recorded, `${name}.json`), 'utf8'));
}

// Set AFTERPUSH_RECORDED to a folder of recorded responses to check the parsers against them.
describe.skipIf(!process.env.AFTERPUSH_RECORDED)('a recorded response of Bitbucket', () => {
  test('is read as pull requests', async () => {
    expect(parsePullRequest(await load('pr'))).toMatchObject({
      number: 4982,
      state: 'open',
      draft: null,
      url: 'https://bitbucket.org/atlassian/atlaskit/pull-requests/4982',
      author: { name: 'Lachlan' },
      source: { hash: '31c54529bd80', repository: { owner: 'lachlanv', name: 'atlaskit' } },
      destination: { branch: 'master', repository: { owner: 'atlassian' } },
      reviewers: [],
    });
    const listed = toListReading('x', parseListedPullRequest).parse(await load('prs'));
    expect(listed).toMatchObject([{ number: 4982, source: { hash: '31c54529bd80' } }]);
  });

  test('is read as a repository and its branch', async () => {
    const repository = { owner: 'atlassian', name: 'stash-example-plugin', parent: null };
    expect(parseRepository(await load('repo'))).toMatchObject({
      ...repository,
      id: '{7dd600e6-0d9c-4801-b967-cb4cc17359ff}',
      defaultBranch: 'master',
    });
    expect(parseBranchHash(await load('branch'))).toMatch(/^[0-9a-f]{40}$/);
  });

  test('is read as lists of files and checks', async () => {
    const files = toListReading('x', parseChangedFile).parse(await load('pr_diffstat'));
    const counts = { additions: 15, deletions: 15, status: 'modified' };
    expect(files).toMatchObject([{ path: 'CONTRIBUTING.md', ...counts }]);
    const checks = toListReading('x', parseReport).parse(await load('statuses'));
    expect(checks).toMatchObject([{ name: 'drone', state: 'passed' }]);
  });

  test.each([
    ['push', 'repo:push', [{ kind: 'branch', branch: 'master' }]],
    ['push_branch_create', 'repo:push', [{ kind: 'branch', branch: 'develop' }]],
    ['push_branch_delete', 'repo:push', [{ kind: 'branch', branch: 'develop' }]],
    ['push_tag_create', 'repo:push', []],
    ['push_tag_delete', 'repo:push', []],
    ['pr_fulfilled', 'pullrequest:fulfilled', [{ kind: 'pull_request', facts: null }]],
    ['pr_comment_created', 'pullrequest:comment_created', [{ kind: 'pull_request' }]],
    [
      'pipeline_hook_update',
      'repo:commit_status_updated',
      [{ kind: 'check', reported: { runs: [{ name: 'Pipeline #4 for main', state: 'passed' }] } }],
    ],
  ])('is read as a delivery: %s', async (name, event, hints) => {
    const body = Buffer.from(JSON.stringify(await load(`webhooks/${name}`)));
    const message = parseMessage({ headers: { 'x-event-key': event }, body }, origins.web);
    expect(message?.repository).toMatchObject({ name: expect.stringMatching(/./) });
    expect(message?.hints).toMatchObject(hints);
  });
});
