import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseList, toFields } from '../parsing/json-fields.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { parseListedPullRequest, parsePullRequest, parseRepository } from './answers.ts';
import { parseChangedFile } from './changed-files.ts';
import { toCountFields } from './counts.ts';
import { parseBatchedPullRequest } from './graphql/parse-pull-request.ts';
import { parseCommitStatus } from './jobs.ts';
import { parseApprovals } from './reviews.ts';
import { projectJson, pullRequestJson } from './testing/json-answers.ts';
import { parseMessage } from './webhooks/parse.ts';

const webBaseUrl = 'https://gitlab.test';

function toJson(more: Record<string, unknown> = {}) {
  return { ...pullRequestJson(samplePullRequest, webBaseUrl), ...more };
}

describe('parsing the state of a merge request', () => {
  test.each([
    ['opened', 'open'],
    ['reopened', 'open'],
    ['closed', 'closed'],
    ['locked', 'open'],
    ['merged', 'merged'],
    ['toString', undefined],
    [null, undefined],
  ])('%s is %s', (state, expected) => {
    expect(parsePullRequest(toJson({ state }))?.state).toBe(expected);
  });
});

test.each([
  [{ draft: true, work_in_progress: undefined }, true],
  [{ draft: undefined, work_in_progress: true }, true],
  [{ draft: undefined, work_in_progress: false }, false],
])('reads the draft flag of every GitLab version: %j', (more, expected) => {
  expect(parsePullRequest(toJson(more))?.draft).toBe(expected);
});

describe('the number of changed files', () => {
  test.each([
    ['12', { changedFiles: 12, countsAtLeast: false }],
    ['1000+', { changedFiles: 1000, countsAtLeast: true }],
    ['many', { changedFiles: null, countsAtLeast: false }],
    [null, { changedFiles: null, countsAtLeast: false }],
  ])('is read from the changes count %s', (changesCount, expected) => {
    expect(toCountFields(null, changesCount)).toMatchObject(expected);
  });
});

describe('parsing an untrusted response', () => {
  test.each([
    { iid: '1' },
    { iid: null },
    { title: null },
    { source_branch: 5 },
    { source_project_id: 'x' },
    { target_branch: null },
    { state: 'half' },
  ])('rejects a merge request with %j', (more) => {
    expect(parsePullRequest(toJson(more))).toBeUndefined();
  });

  test.each(['', 'acme', 'acme/', 'acme//app', 'acme/a?b', '../x', 'acme/..', 'a/-/b'])(
    'rejects the project path %j',
    (name) => {
      const project = projectJson('acme/app', webBaseUrl);
      const broken = { ...project, path_with_namespace: name };
      expect(parseRepository(broken)).toBeUndefined();
      expect(parseRepository({ ...project, forked_from_project: broken })).toBeUndefined();
    },
  );

  test('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (body, more) => {
        for (const parse of [parsePullRequest, parseRepository, parseApprovals, parseChangedFile]) {
          parse(body);
          parse(toJson(more));
        }
        parseBatchedPullRequest(body, { id: 7, rules: null }, webBaseUrl);
        parseMessage({ headers: {}, body: Buffer.from(JSON.stringify(body)) }, webBaseUrl);
      }),
    );
  });
});

const recorded = process.env.AFTERPUSH_RECORDED;

async function load(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(recorded ?? '', 'gitlab', `${name}.json`), 'utf8'));
}

// Set AFTERPUSH_RECORDED to a folder of recorded responses to check the parsers against them.
describe.skipIf(!recorded)('parsing recorded responses of GitLab', () => {
  test('reads merge requests', async () => {
    expect(parsePullRequest(await load('merge'))).toMatchObject({
      number: 1,
      state: 'closed',
      headBranch: 'fix',
      headRepositoryId: 32732,
      labelNames: ['bug', 'documentation'],
      mergeStatus: { simple: 'can_be_merged' },
    });
    expect(parseList(await load('merges'), parseListedPullRequest)).toHaveLength(1);
    expect(parsePullRequest(await load('merge_diff'))?.state).toBe('open');
  });

  test('reads a project', async () => {
    expect(parseRepository(await load('repo'))).toMatchObject({
      id: 178504,
      owner: 'diaspora',
      name: 'diaspora',
      defaultBranch: 'master',
    });
  });

  test('reads changed files and commit statuses', async () => {
    expect(parseList(await load('merge_diffs'), parseChangedFile)).toMatchObject([
      { newPath: 'VERSION', hunks: '@@ -1 +1 @@\n-1.9.7\n+1.9.8' },
    ]);
    const compared = toFields(await load('compare'))?.diffs;
    expect(parseList(compared, parseChangedFile)).toMatchObject([{ status: 'added' }]);
    expect(parseList(await load('statuses'), parseCommitStatus)).toMatchObject([
      { name: 'default', status: 'pending', allowFailure: true },
    ]);
  });

  test('reads webhook deliveries', async () => {
    const folder = join(recorded ?? '', 'gitlab', 'webhooks');
    const hints: Record<string, string[] | undefined> = {};
    for (const file of await readdir(folder)) {
      const body = await readFile(join(folder, file));
      const message = parseMessage({ headers: {}, body }, 'https://gitlab.com');
      hints[file.replace('.json', '')] = message?.hints.map(({ kind }) => kind);
    }
    expect(hints).toMatchObject({
      push: ['branch'],
      push_subgroup: ['branch'],
      branch_delete: ['branch'],
      pull_request_create: ['pull_request'],
      merge_request_subgroup: ['pull_request'],
      merge_request_comment_create: ['pull_request'],
      pipeline_hook: ['check', 'pull_request', 'commit'],
      issue_create: [],
      issue_comment_create: [],
      tag_create: [],
    });
  });
});
