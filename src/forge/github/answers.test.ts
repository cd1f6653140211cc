import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseList, toFields } from '../parsing/json-fields.ts';
import {
  parseBranchSha,
  parseFile,
  parseListedPullRequest,
  parsePullRequest,
  parseRepository,
} from './answers.ts';
import { parseReviews } from './reviews.ts';
import { headJson, pullRequestJson, repositoryJson } from './testing/json-answers.ts';

describe('parsePullRequest: the state', () => {
  test.each([
    [{ state: 'open' }, 'open'],
    [{ state: 'closed' }, 'closed'],
    [{ state: 'closed', merged: true }, 'merged'],
    [{ state: 'closed', merged: undefined, merged_at: '2026-01-01T11:00:00Z' }, 'merged'],
    [{ state: 'locked' }, undefined],
    [{ state: null }, undefined],
  ])('reads %j as %s', (more, state) => {
    expect(parsePullRequest(pullRequestJson(1, more))?.state).toBe(state);
  });
});

test('a requested reviewer that is null leaves the others', () => {
  const more = { requested_reviewers: [null, { login: 'bob' }], requested_teams: [null] };
  expect(parsePullRequest(pullRequestJson(1, more))?.requestedReviewers).toEqual(['bob']);
});

describe('an unexpected response', () => {
  test.each([
    { number: '1' },
    { number: -1 },
    { title: null },
    { head: null },
    { head: { ref: 5 } },
    { head: headJson('acme/app', 'x', { repo: { full_name: 'a/../..' } }) },
    { base: {} },
  ])('with %j is not parsed as a pull request', (more) => {
    expect(parsePullRequest(pullRequestJson(1, more))).toBeUndefined();
  });

  test.each(['', 'acme', 'acme/', 'acme/app/x', 'acme/a?b', '../x', 'acme/..'])(
    'the name %j is no repository',
    (name) => {
      expect(parseRepository({ ...repositoryJson('a/b'), full_name: name })).toBeUndefined();
      const parent = { ...repositoryJson('a/b'), full_name: name };
      expect(parseRepository(repositoryJson('a/b', { parent }))).toBeUndefined();
    },
  );

  test('never makes a parser throw', () => {
    const parsers = [parsePullRequest, parseRepository, parseFile, parseBranchSha, parseReviews];
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (body, more) => {
        for (const parse of parsers) {
          parse(body);
          parse(pullRequestJson(1, more));
        }
      }),
    );
  });
});

const recorded = process.env.AFTERPUSH_RECORDED;

async function load(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(recorded ?? '', 'github', `${name}.json`), 'utf8'));
}

// Set AFTERPUSH_RECORDED to a folder of recorded answers to check the parsers against them.
describe.skipIf(!recorded)('recorded responses of GitHub', () => {
  test('are parsed as pull requests', async () => {
    expect(parsePullRequest(await load('pr'))).toMatchObject({
      number: 1347,
      state: 'open',
      additions: 100,
      url: 'https://github.com/octocat/Hello-World/pull/1347',
      head: { branch: 'new-topic', repository: { owner: 'octocat', name: 'Hello-World' } },
    });
    const listed = parseList(await load('pulls'), parseListedPullRequest);
    expect(listed).toMatchObject([{ number: 1347, head: { branch: 'new-topic' } }]);
  });

  test('are parsed as a repository and its branch', async () => {
    const repository = parseRepository(await load('repo'));
    expect(repository).toMatchObject({ id: 1296269, owner: 'octocat', defaultBranch: 'master' });
    expect(parseBranchSha(await load('branch'))).toMatch(/^[0-9a-f]{40}$/);
  });

  test('are parsed as files', async () => {
    const files = parseList(await load('pr_files'), parseFile);
    const statuses = ['modified', 'added', 'renamed', 'deleted'];
    expect(files?.map(({ status }) => status)).toEqual(statuses);
    const compared = toFields(await load('compare'))?.files;
    expect(parseList(compared, parseFile)).toHaveLength(1);
  });
});

function parse(more: Record<string, unknown>) {
  return parsePullRequest(pullRequestJson(1, more));
}

describe('mergeability', () => {
  test.each([
    [true, 'clean', 'mergeable'],
    [true, 'has_hooks', 'mergeable'],
    [true, 'unstable', 'mergeable'],
    [true, 'dirty', 'conflicting'],
    [true, 'behind', 'behind'],
    [true, 'blocked', 'blocked'],
    [true, 'draft', 'blocked'],
    [true, 'unknown', 'computing'],
    [true, 'something new', 'unknown'],
    [true, undefined, 'unknown'],
    [false, 'dirty', 'conflicting'],
    [false, 'clean', 'conflicting'],
    [null, 'unknown', 'computing'],
    [null, 'clean', 'computing'],
    [undefined, 'clean', 'unknown'],
    ['yes', 'clean', 'unknown'],
  ])('mergeable %s with state %s is %s', (mergeable, state, expected) => {
    expect(parse({ mergeable, mergeable_state: state })?.mergeability).toBe(expected);
  });

  test('of a draft is never mergeable', () => {
    expect(parse({ draft: true })?.mergeability).toBe('blocked');
  });

  test('of a closed pull request is unknown instead of computing forever', () => {
    expect(parse({ state: 'closed', mergeable: null })?.mergeability).toBe('unknown');
  });
});

describe('optional fields', () => {
  test('labels are sorted, and an invalid color is null', () => {
    const labels = [
      { name: 'zeal', color: 'D73A4A' },
      { name: 'a\u0000b', color: 'red;x' },
    ];
    expect(parse({ labels })?.labels).toEqual([
      { name: 'a b', color: null },
      { name: 'zeal', color: '#d73a4a' },
    ]);
  });

  test('requested reviewers include accounts and teams', () => {
    const requested = {
      requested_reviewers: [{ login: 'grace' }, { login: 'bob' }],
      requested_teams: [{ slug: 'core', name: 'The core' }],
    };
    expect(parse(requested)?.requestedReviewers).toEqual(['bob', 'core', 'grace']);
  });

  test.each([
    { labels: undefined },
    { labels: [{ id: 1 }] },
    { requested_reviewers: undefined },
    { requested_teams: [{ id: 1 }] },
    { auto_merge: undefined },
  ])('a field that is not reported is unknown and does not invalidate the others: %j', (more) => {
    const { labels, requestedReviewers, autoMerge } = parse(more) ?? {};
    expect([labels, requestedReviewers, autoMerge].filter((value) => value === null)).toHaveLength(
      1,
    );
  });

  test('auto-merge is reported as on or off', () => {
    expect(parse({ auto_merge: { merge_method: 'squash' } })?.autoMerge).toBe(true);
    expect(parse({ auto_merge: null })?.autoMerge).toBe(false);
  });
});
