import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reviewJson } from './testing/json-answers.ts';
import { toPullPath, toReviewsPath } from './testing/paths.ts';
import { startGitHubForge } from './testing/start-forge.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

describe('reviews on several pages', () => {
  test('are all read', async () => {
    tested.putPullJson(12);
    const second = `${toReviewsPath(12)}&page=2`;
    const comments = Array.from({ length: 100 }, () => reviewJson('Bob', 'COMMENTED', null));
    tested.server.put(toReviewsPath(12), {
      body: comments,
      headers: { link: `<${tested.server.apiBaseUrl}${second}>; rel="next"` },
    });
    tested.server.put(second, { body: [reviewJson('Grace', 'APPROVED', '2026-01-01T11:00:00Z')] });
    const expected = { approved: true, reviewerCount: 2 };
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({ pullRequest: expected });
    tested.server.takeCalls();
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({ pullRequest: expected });
    const paths = [toPullPath(12), toReviewsPath(12), second];
    expect(tested.server.takeCalls()).toEqual(
      expect.arrayContaining(paths.map((path) => `304 ${path}`)),
    );
  });

  test('on a new page after a full one are read', async () => {
    tested.putPullJson(12);
    const body = Array.from({ length: 100 }, () => reviewJson('Bob', 'COMMENTED', null));
    tested.server.put(toReviewsPath(12), { body });
    await tested.fetchStatus(tested.toKnown(12));
    const second = `${toReviewsPath(12)}&page=2`;
    tested.server.put(second, { body: [reviewJson('Grace', 'CHANGES_REQUESTED', null)] });
    const link = `<${tested.server.apiBaseUrl}${second}>; rel="next"`;
    tested.server.put(toReviewsPath(12), { body, headers: { link } });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { changesRequested: true },
    });
  });

  test('are not read from a next page on another host (S10)', async () => {
    await using elsewhere = await startGitHubForge();
    tested.putPullJson(12);
    const link = `<${elsewhere.server.apiBaseUrl}/reviews?page=2>; rel="next"`;
    tested.server.put(toReviewsPath(12), { body: [], headers: { link } });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      failure: { kind: 'malformed' },
    });
    expect(elsewhere.server.requests).toEqual([]);
  });

  test('are given up when the pages never end', async () => {
    tested.putPullJson(12);
    const link = `<${toReviewsPath(12)}>; rel="next"`;
    const headers = { link: link.replace('</', '</api/v3/') };
    tested.server.put(toReviewsPath(12), { body: [], headers });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      failure: { kind: 'malformed' },
    });
    expect(tested.server.takeCalls()).toHaveLength(51);
  });
});
