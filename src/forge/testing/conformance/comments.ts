import { describe, expect, test } from 'vitest';
import type { CommentOutcome, CommentRequest } from '../../forge.ts';
import {
  type ForgeScenario,
  type PostedComment,
  type ScenarioComments,
  type ScenarioFault,
  samplePullRequest,
} from '../forge-scenario.ts';
import { expectReportedOrNull, type StartScenario } from './expectations.ts';

const path = 'login.test.ts';
const body = 'Why `login()`?\n\n- because\n- 概要 "quoted" <b>';
const added = { oldLine: null, newLine: 3 };
const deleted = { oldLine: 2, newLine: null };
const unchanged = { oldLine: 3, newLine: 5 };

type Place = Pick<CommentRequest, 'oldLine' | 'newLine'>;

export function testComments(start: StartScenario, { failPosts }: ScenarioComments): void {
  test.each<[string, Place]>([
    ['added', added],
    ['deleted', deleted],
    ['unchanged', unchanged],
  ])('is possible on a line that is %s', async (_, place) => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    const outcome = await post(scenario, { pullRequestUrl: url, headSha, ...place });
    expectPosted(outcome);
    expect(scenario.comments?.posted).toHaveLength(1);
    expect(scenario.comments?.posted[0]).toMatchObject({ path, body, startLine: null });
    expectPlace(scenario.comments?.posted[0], place);
  });

  test('puts a range at its last line', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    const request = { pullRequestUrl: url, headSha, ...added, startLine: 2 };
    expectPosted(await post(scenario, request));
    const [comment] = scenario.comments?.posted ?? [];
    expectPlace(comment, added);
    expectReportedOrNull(comment?.startLine, 2);
  });

  test('is possible on a fork’s pull request', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({ from: 'fork' });
    expectPosted(await post(scenario, { pullRequestUrl: url, headSha, ...added }));
    expect(scenario.comments?.posted).toHaveLength(1);
  });

  test.each<[string, Place & { path?: string }]>([
    ['a line', { oldLine: null, newLine: 400 }],
    ['a file', { ...added, path: 'logout.ts' }],
  ])('is refused with a message on %s that is not in the diff', async (_, place) => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    const outcome = await post(scenario, { pullRequestUrl: url, headSha, ...place });
    if (outcome.kind !== 'refused') throw new Error(JSON.stringify(outcome));
    expect(outcome.message).toMatch(/\w{3}/);
    expect(outcome.message).not.toContain(scenario.access.token);
    expect(scenario.comments?.posted).toEqual([]);
  });

  test('fails for a token without permission to comment', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    scenario.fail({ kind: 'response', status: 403 });
    const outcome = await post(scenario, { pullRequestUrl: url, headSha, ...added });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
  });

  test('fails or is refused for a missing pull request', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const pullRequestUrl = forge.toPullRequestUrl({ repository, number: 99 });
    const outcome = await post(scenario, { pullRequestUrl, ...added });
    expect(['failed', 'refused']).toContain(outcome.kind);
  });

  test('returns the rate limit (S5)', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    scenario.fail(scenario.rateLimitFault(90));
    const retryInMs = 90_000;
    const outcome = await post(scenario, { pullRequestUrl: url, headSha, ...added });
    expect(outcome).toMatchObject({ kind: 'rate_limited', retryInMs });
  });

  describe('never sends the comment twice', () => {
    test.runIf(failPosts).each<[string, ScenarioFault]>([
      ['an error', { kind: 'response', status: 502 }],
      ['a cut connection', { kind: 'reset' }],
      ['no response', { kind: 'hang' }],
    ])('after %s', async (_, fault) => {
      await using scenario = await start({ timeoutMs: 1_000 });
      const { url, headSha } = scenario.putPullRequest({});
      // An earlier request leaves a kept-alive connection, which could be retried.
      await scenario.forge.fetchDiff(
        { repository: scenario.repository, branch: 'agent/login', pullRequestUrl: url },
        scenario.access,
      );
      scenario.comments?.failPosts?.(fault);
      const before = countPosts(scenario);
      const outcome = await post(scenario, { pullRequestUrl: url, headSha, ...added });
      expect(outcome.kind).toBe('failed');
      expect(countPosts(scenario) - before).toBe(1);
    });
  });
}

function countPosts({ requests }: ForgeScenario): number {
  return requests.filter(({ method }) => method === 'POST').length;
}

function post(
  { forge, access }: ForgeScenario,
  change: Partial<CommentRequest> & { pullRequestUrl: string },
): Promise<CommentOutcome> {
  const { headSha } = samplePullRequest;
  const request = { headSha, path, previousPath: null, ...added, startLine: null, body };
  return forge.postComment({ ...request, ...change }, access);
}

function expectPosted(outcome: CommentOutcome): void {
  if (outcome.kind !== 'posted') throw new Error(JSON.stringify(outcome));
  expect(outcome.url ?? 'http://').toMatch(/^https?:\/\//);
}

function expectPlace(comment: PostedComment | undefined, { oldLine, newLine }: Place): void {
  const places = [
    ['new', newLine],
    ['old', oldLine],
  ].filter(([, line]) => line !== null);
  expect(places).toContainEqual([comment?.side, comment?.line]);
}
