import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fetchOutcome, getPullRequest, samplePullRequest } from '../testing/forge-scenario.ts';
import { buildNameCondition, buildNamesCondition } from './find-pull-request.ts';
import { listedPullRequestJson, repositoryJson } from './testing/json-answers.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

const listPath = 'acme/app/pullrequests';

function listQueries(scenario: BitbucketScenario): (string | null)[] {
  const urls = scenario.server.takeCalls().map((call) => new URL(call, 'http://x'));
  return urls.filter(({ pathname }) => pathname === `/${listPath}`).map(toQuery);
}

function toQuery({ searchParams }: URL): string | null {
  return searchParams.get('q');
}

test('searches for the branch by name, newest first', async () => {
  await using scenario = await startBitbucketScenario();
  await fetchOutcome(scenario);
  const query = encodeURIComponent('source.branch.name="agent/login" AND state="OPEN"');
  expect(scenario.server.takeCalls()).toEqual([
    'acme/app',
    `${listPath}?q=${query}&sort=-id&pagelen=50`,
  ]);
});

describe('a name with a quote', () => {
  test('is searched for by its longest part without a quote', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.putPullRequest({ number: 5, branch: 'agent/"login' });
    scenario.putPullRequest({ number: 6, branch: 'agent/"Login' });
    scenario.putPullRequest({ number: 7, branch: 'agent/login' });
    expect((await getPullRequest(scenario, { branch: 'agent/"login' })).number).toBe(5);
    expect(listQueries(scenario)).toEqual(['source.branch.name~"agent/" AND state="OPEN"']);
  });

  test('of quotes only is searched for without a condition', async () => {
    await using scenario = await startBitbucketScenario();
    for (let number = 1; number <= 120; number += 1) {
      scenario.putPullRequest({ number, branch: number === 3 ? '"' : `agent/${number}` });
    }
    expect((await getPullRequest(scenario, { branch: '"' })).number).toBe(3);
    expect(listQueries(scenario)).toEqual(['state="OPEN"', 'state="OPEN"', 'state="OPEN"']);
  });
});

describe('a list of many pages', () => {
  test('is read until the pull request is found', async () => {
    await using scenario = await startBitbucketScenario();
    for (let number = 1; number <= 120; number += 1) {
      scenario.putPullRequest({ number, from: number === 60 ? 'repository' : 'otherFork' });
    }
    expect((await getPullRequest(scenario)).number).toBe(60);
    expect(listQueries(scenario)).toHaveLength(2);
  });

  test('that is not read to its end is a failure (S9)', async () => {
    await using scenario = await startBitbucketScenario();
    const pull = { ...samplePullRequest, from: 'otherFork' } as const;
    const { server } = scenario;
    const next = `${server.origins.api}/repositories/${listPath}?page=2`;
    const body = { values: [listedPullRequestJson(pull, server.origins)], next };
    server.put(`/repositories/${listPath}`, { body });
    const outcome = await fetchOutcome(scenario);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'malformed' } });
  });
});

test('ignores a pull request from a deleted fork', async () => {
  await using scenario = await startBitbucketScenario();
  const listed = listedPullRequestJson(samplePullRequest, scenario.server.origins);
  const body = { values: [{ ...listed, source: { ...listed.source, repository: null } }] };
  scenario.server.put(`/repositories/${listPath}`, { body });
  expect(await fetchOutcome(scenario)).toMatchObject({ kind: 'no_pull_request' });
});

describe('a workspace that was renamed', () => {
  async function startRenamed() {
    const scenario = await startBitbucketScenario();
    const { server } = scenario;
    const { origins } = server;
    for (const rest of ['', '/pullrequests']) {
      const location = `${origins.api}/repositories/acme/app${rest}`;
      server.put(`/repositories/old/app${rest}`, { status: 301, headers: { location } });
    }
    return scenario;
  }

  test('is searched by its new name', async () => {
    await using scenario = await startRenamed();
    const { url } = scenario.putPullRequest({});
    const repository = { owner: 'old', name: 'app' };
    expect((await getPullRequest(scenario, { repository })).url).toBe(url);
  });

  test('is read again when its remembered name is outdated', async () => {
    await using scenario = await startRenamed();
    const { server } = scenario;
    const { origins } = server;
    const { url } = scenario.putPullRequest({});
    const repository = { owner: 'old', name: 'app' };
    const remembered = { ...repositoryJson('old/app', origins), uuid: '{uuid-of-acme-app}' };
    server.put('/repositories/old/app', { body: remembered });
    server.put('/repositories/old/app/pullrequests', { body: { values: [] } });
    await fetchOutcome(scenario, { repository });
    const location = `${origins.api}/repositories/acme/app`;
    server.put('/repositories/old/app', { status: 301, headers: { location } });
    server.put('/repositories/old/app/pullrequests', { status: 404, body: '' });
    expect((await getPullRequest(scenario, { repository })).url).toBe(url);
  });
});

describe('rows of one call', () => {
  const branches = ['agent/a', 'agent/b', 'agent/c'];

  function fetchRows({ forge, access, repository }: BitbucketScenario) {
    const toRequest = (branch: string) => ({ repository, branch, known: undefined });
    return forge.fetchStatuses(branches.map(toRequest), access);
  }

  test('share one list', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.putPullRequest({ number: 5, branch: 'agent/b' });
    const outcomes = await fetchRows(scenario);
    const kinds = ['no_pull_request', 'refreshed', 'no_pull_request'];
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
    const names = branches.map((branch) => `source.branch.name="${branch}"`).join(' OR ');
    expect(listQueries(scenario)).toEqual([`(${names}) AND state="OPEN"`]);
  });

  test('share the further pages of the list', async () => {
    await using scenario = await startBitbucketScenario();
    for (let number = 1; number <= 60; number += 1) {
      const from = number === 1 ? 'repository' : 'otherFork';
      scenario.putPullRequest({ number, branch: 'agent/a', from });
    }
    const outcomes = await fetchRows(scenario);
    const kinds = ['refreshed', 'no_pull_request', 'no_pull_request'];
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
    expect(listQueries(scenario)).toHaveLength(2);
  });

  test('are searched for one by one when one branch fills the list', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.putPullRequest({ number: 1, branch: 'agent/b' });
    for (let number = 2; number <= 1010; number += 1) {
      scenario.putPullRequest({ number, branch: 'agent/a', from: 'otherFork' });
    }
    const outcomes = await fetchRows(scenario);
    const kinds = ['failed', 'refreshed', 'no_pull_request'];
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('are searched for one by one when the list is refused', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.server.override(({ path }) =>
      path.includes('%20OR%20') ? { status: 400 } : undefined,
    );
    scenario.putPullRequest({ number: 5, branch: 'agent/b' });
    const outcomes = await fetchRows(scenario);
    expect(outcomes[1]).toMatchObject({ kind: 'refreshed', pullRequest: { number: 5 } });
    expect(listQueries(scenario)).toHaveLength(4);
  });
});

describe('the condition for a name', () => {
  test.each([
    ['agent/login', 'f="agent/login"'],
    [`it's 100% (a) AND b`, `f="it's 100% (a) AND b"`],
    ['say "hello"', 'f~"hello"'],
    ['a\\b" OR f="main', 'f~" OR f="'],
    ['tab\there', 'f~"here"'],
  ])('for %j is %s', (name, condition) => {
    expect(buildNameCondition('f', name)).toEqual([condition]);
  });

  test.each(['"', '""\\', '\ud800'])('does not exist for %j', (name) => {
    expect(buildNameCondition('f', name)).toEqual([]);
  });

  test('never ends its string early, and matches the name', () => {
    const names = fc.string({ unit: fc.constantFrom('a', 'B', '"', '\\', ' ', '=', '\n') });
    fc.assert(
      fc.property(names, (name) => {
        for (const condition of buildNameCondition('f', name)) {
          const [, operator, quoted = ''] = /^f([=~])"([^"\\\n]*)"$/.exec(condition) ?? [];
          expect(operator === '=' ? name === quoted : name.includes(quoted)).toBe(true);
          expect(operator).toBeDefined();
        }
      }),
    );
  });
});

describe('the condition for any of several names', () => {
  test('is the same for each of them', () => {
    const condition = '(f="a" OR f="b")';
    expect(buildNamesCondition('f', 'a', ['a', 'b'])).toEqual([condition]);
    expect(buildNamesCondition('f', 'b', ['b', 'a'])).toEqual([condition]);
  });

  test('leaves out names that cannot be compared exactly', () => {
    expect(buildNamesCondition('f', 'a', ['a', 'b', 'c"'])).toEqual(['(f="a" OR f="b")']);
    expect(buildNamesCondition('f', 'c"', ['a', 'b', 'c"'])).toEqual(['f~"c"']);
  });

  test('is the condition for one name when there is no other, or when it is too long', () => {
    expect(buildNamesCondition('f', 'a', ['a'])).toEqual(['f="a"']);
    expect(buildNamesCondition('f', 'a', ['b', 'c'])).toEqual(['f="a"']);
    expect(buildNamesCondition('f', 'a', ['a', 'b'.repeat(1500)])).toEqual(['f="a"']);
  });
});
