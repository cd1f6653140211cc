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

describe('without GraphQL', () => {
  beforeEach(() => {
    tested.server.override(({ path }) =>
      path === '/graphql' ? { status: 404, body: {} } : undefined,
    );
  });

  test('the counts are added up from the changed files', async () => {
    expect(await fetchStatus(put())).toMatchObject({
      pullRequest: {
        additions: 3,
        deletions: 1,
        changedFiles: 1,
        commits: 2,
        countsAtLeast: false,
      },
    });
  });

  test('omitted changes make the counts a lower bound', async () => {
    const known = put();
    tested.server.world.overlays.set(12, { changes_count: '1000+' });
    tested.server.override(({ path }) => {
      if (path === '/graphql') return { status: 404, body: {} };
      if (path.includes('/12/diffs')) return { status: 404, body: { error: '404 Not Found' } };
      const omitted = { old_path: 'a', new_path: 'a', diff: '', too_large: true };
      return path.includes('/12/changes')
        ? { body: { changes: [omitted], overflow: true } }
        : undefined;
    });
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { additions: 0, changedFiles: 1000, countsAtLeast: true },
    });
  });
});
