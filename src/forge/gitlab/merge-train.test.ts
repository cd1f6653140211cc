import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KnownPullRequest } from '../forge.ts';
import { type GitLabScenario, startGitLabScenario } from './testing/start-scenario.ts';

let tested: GitLabScenario;

beforeEach(async () => {
  tested = await startGitLabScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

async function fetchStatus(known: KnownPullRequest) {
  const { forge, repository, access } = tested;
  const [outcome] = await forge.fetchStatuses(
    [{ repository, branch: 'agent/login', known }],
    access,
  );
  return outcome;
}

function put(): KnownPullRequest {
  return { url: tested.putPullRequest({ number: 12 }).url, state: 'open' };
}

describe('the merge train', () => {
  const car = { id: 1, merge_request: { iid: 12 }, status: 'fresh' };

  function putTrain(status: string): KnownPullRequest {
    const known = put();
    tested.server.world.overlays.set(12, { merge_when_pipeline_succeeds: true });
    tested.server.override(({ path }) => {
      if (path.endsWith('/merge_trains/merge_requests/12')) return { body: { ...car, status } };
      const first = { id: 2, merge_request: { iid: 3 }, status: 'fresh' };
      return path.includes('/merge_trains/main?') ? { body: [first, car] } : undefined;
    });
    return known;
  }

  test('has a position', async () => {
    expect(await fetchStatus(putTrain('fresh'))).toMatchObject({
      pullRequest: { autoMerge: true, inMergeQueue: true, mergeQueuePosition: 2 },
    });
  });

  test('does not contain a merge request that it has merged', async () => {
    expect(await fetchStatus(putTrain('skip_merged'))).toMatchObject({
      pullRequest: { inMergeQueue: false, mergeQueuePosition: null },
    });
  });

  test.each([403, 404])('is unknown when GitLab has none (%i)', async (status) => {
    const known = putTrain('fresh');
    tested.server.override(({ path }) =>
      path.includes('merge_trains') ? { status, body: { message: 'no' } } : undefined,
    );
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { autoMerge: true, inMergeQueue: null, conversationUnread: false },
    });
  });

  // S14
  test('is unread while GitLab fails', async () => {
    const known = putTrain('fresh');
    tested.server.override(({ path }) =>
      path.includes('merge_trains') ? { status: 500 } : undefined,
    );
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { inMergeQueue: null, conversationUnread: true },
    });
  });

  test('is not requested without auto-merge', async () => {
    expect(await fetchStatus(put())).toMatchObject({ pullRequest: { inMergeQueue: false } });
    expect(tested.server.takeCalls().join()).not.toContain('merge_trains');
  });
});
