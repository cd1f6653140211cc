import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, parseList } from '../parsing/json-fields.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { parseListedPullRequest, parsePullRequest, parseRepository } from './answers.ts';
import { parseBranch } from './branch-rules.ts';
import { parseContent } from './build-diff.ts';
import { parseStatuses } from './checks.ts';
import { parseComparison } from './compare.ts';
import { parseFile } from './diff.ts';
import { parseReviews } from './reviews.ts';
import { pullRequestJson } from './testing/json-answers.ts';
import { parseMessage } from './webhooks/parse.ts';

const base = 'https://try.gitea.io';
const sample = pullRequestJson(samplePullRequest, base);

describe('parsing an untrusted response', () => {
  test.each([
    { number: '1' },
    { number: 0 },
    { title: null },
    { state: 'locked' },
    { head: null },
    { head: { ref: 5 } },
    { head: { ...sample.head, repo: { full_name: 'a/../..' } } },
    { base: {} },
  ])('rejects a pull request with %j', (more) => {
    expect(parsePullRequest({ ...sample, ...more })).toBeUndefined();
  });

  test('never throws', () => {
    const parsers = [
      parsePullRequest,
      parseRepository,
      parseReviews,
      parseStatuses,
      parseBranch,
      parseComparison,
      parseFile,
      parseContent,
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

describe('a commit status', () => {
  test.each([
    ['success', 'passed'],
    ['warning', 'passed'],
    ['failure', 'failed'],
    ['error', 'failed'],
    ['pending', 'pending'],
    ['skipped', 'skipped'],
    ['a future status', 'pending'],
  ])('%s is %s', (status, state) => {
    const updated_at = '2026-01-01T11:02:30Z';
    const statuses = [{ context: 'ci', status, target_url: 'javascript:alert(1)', updated_at }];
    const times = { createdAt: null, updatedAt: updated_at };
    const expected = { name: 'ci', state, url: null, description: null, ...times };
    expect(parseStatuses({ statuses })).toMatchObject([expected]);
  });
});

const recorded = process.env.AFTERPUSH_RECORDED;

async function load(name: string): Promise<Buffer> {
  return readFile(join(recorded ?? '', 'gitea', `${name}.json`));
}

// Set AFTERPUSH_RECORDED to a folder of recorded responses to check the parsers against them.
describe.skipIf(!recorded)('parsing recorded responses of Gitea', () => {
  test('reads pull requests', async () => {
    const body = parseJson(await load('pr'));
    expect(parsePullRequest(body)).toMatchObject({
      number: 1,
      state: 'open',
      mergeable: true,
      url: 'https://try.gitea.io/jcitizen/my-repo/pulls/1',
      head: { branch: 'feature', repository: { owner: 'jcitizen', name: 'my-repo', id: 6589 } },
    });
    const list = parseList(parseJson(await load('prs')), parseListedPullRequest);
    expect(list).toMatchObject([{ number: 1, head: { branch: 'feature' } }]);
  });

  test('reads a repository, a branch and commit statuses', async () => {
    const repository = parseRepository(parseJson(await load('repo')));
    expect(repository).toMatchObject({ owner: 'go-gitea', defaultBranch: 'master', parent: null });
    expect(parseBranch(parseJson(await load('branch')))?.sha).toMatch(/^[0-9a-f]{40}$/);
    const statuses = parseJson(await load('statuses'));
    expect(parseStatuses({ statuses })).toMatchObject([{ state: 'passed' }]);
  });

  test.each([
    ['opened', 'open'],
    ['synchronized', 'open'],
    ['reopened', 'open'],
    ['edited', 'open'],
    ['closed', 'closed'],
    ['merged', 'merged'],
  ])('reads a delivery about a pull request that was %s', async (name, state) => {
    const headers = { 'x-gitea-event': 'pull_request' };
    const message = parseMessage(
      { headers, body: await load(`webhooks/pull_request_${name}`) },
      base,
    );
    expect(message?.hints).toMatchObject([{ head: { branch: 'feature' }, facts: { state } }]);
  });

  test('reads a delivery about a push', async () => {
    const headers = { 'x-gitea-event': 'push' };
    const message = parseMessage({ headers, body: await load('webhooks/push') }, base);
    expect(message?.hints).toMatchObject([{ kind: 'branch', branch: 'master' }]);
  });
});
