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

test('the branch is asked for by name, newest first', async () => {
  await using scenario = await startBitbucketScenario();
  await fetchOutcome(scenario);
  const query = encodeURIComponent('source.branch.name="agent/login" AND state="OPEN"');
  expect(scenario.server.takeCalls()).toEqual([
    'acme/app',
    `${listPath}?q=${query}&sort=-id&pagelen=50`,
  ]);
});

describe('a name with a quote', () => {
  test('is asked for by its part without, and compared here', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.putPullRequest({ number: 5, branch: 'agent/"login' });
    scenario.putPullRequest({ number: 6, branch: 'agent/"Login' });
    scenario.putPullRequest({ number: 7, branch: 'agent/login' });
    expect((await getPullRequest(scenario, { branch: 'agent/"login' })).number).toBe(5);
    expect(listQueries(scenario)).toEqual(['source.branch.name~"agent/" AND state="OPEN"']);
  });

  test('alone is looked for among all', async () => {
    await using scenario = await startBitbucketScenario();
    for (let number = 1; number <= 120; number += 1) {
      scenario.putPullRequest({ number, branch: number === 3 ? '"' : `agent/${number}` });
    }
    expect((await getPullRequest(scenario, { branch: '"' })).number).toBe(3);
    expect(listQueries(scenario)).toEqual(['state="OPEN"', 'state="OPEN"', 'state="OPEN"']);
  });
});

describe('of many pages', () => {
  test('as many are read as it takes', async () => {
    await using scenario = await startBitbucketScenario();
    for (let number = 1; number <= 120; number += 1) {
      scenario.putPullRequest({ number, from: number === 60 ? 'repository' : 'otherFork' });
    }
    expect((await getPullRequest(scenario)).number).toBe(60);
    expect(listQueries(scenario)).toHaveLength(2);
  });

  test('that do not end, none is said to be there or not (S9)', async () => {
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

test('a pull request from a fork that was deleted is nobody’s', async () => {
  await using scenario = await startBitbucketScenario();
  const listed = listedPullRequestJson(samplePullRequest, scenario.server.origins);
  const body = { values: [{ ...listed, source: { ...listed.source, repository: null } }] };
  scenario.server.put(`/repositories/${listPath}`, { body });
  expect(await fetchOutcome(scenario)).toEqual({ kind: 'no_pull_request' });
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

  test('is followed to its new name', async () => {
    await using scenario = await startRenamed();
    const { url } = scenario.putPullRequest({});
    const repository = { owner: 'old', name: 'app' };
    expect((await getPullRequest(scenario, { repository })).url).toBe(url);
  });

  test('after it was remembered is asked for again', async () => {
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

describe('rows that are asked together', () => {
  const branches = ['agent/a', 'agent/b', 'agent/c'];

  function fetchTogether({ forge, access, repository }: BitbucketScenario) {
    const toRequest = (branch: string) => ({ repository, branch, known: undefined });
    return forge.fetchStatuses(branches.map(toRequest), access);
  }

  test('are looked for in one list', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.putPullRequest({ number: 5, branch: 'agent/b' });
    const outcomes = await fetchTogether(scenario);
    const kinds = ['no_pull_request', 'refreshed', 'no_pull_request'];
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
    const names = branches.map((branch) => `source.branch.name="${branch}"`).join(' OR ');
    expect(listQueries(scenario)).toEqual([`(${names}) AND state="OPEN"`]);
  });

  test('share its further pages as well', async () => {
    await using scenario = await startBitbucketScenario();
    for (let number = 1; number <= 60; number += 1) {
      const from = number === 1 ? 'repository' : 'otherFork';
      scenario.putPullRequest({ number, branch: 'agent/a', from });
    }
    const outcomes = await fetchTogether(scenario);
    const kinds = ['refreshed', 'no_pull_request', 'no_pull_request'];
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
    expect(listQueries(scenario)).toHaveLength(2);
  });

  test('do not drown in the pull requests of one of them', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.putPullRequest({ number: 1, branch: 'agent/b' });
    for (let number = 2; number <= 1010; number += 1) {
      scenario.putPullRequest({ number, branch: 'agent/a', from: 'otherFork' });
    }
    const outcomes = await fetchTogether(scenario);
    const kinds = ['failed', 'refreshed', 'no_pull_request'];
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('are looked for one by one when the list is refused', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.server.override(({ path }) =>
      path.includes('%20OR%20') ? { status: 400 } : undefined,
    );
    scenario.putPullRequest({ number: 5, branch: 'agent/b' });
    const outcomes = await fetchTogether(scenario);
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
  ])('%j', (name, condition) => {
    expect(buildNameCondition('f', name)).toEqual([condition]);
  });

  test.each(['"', '""\\', '\ud800'])('%j has none', (name) => {
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
  test('is the same whoever asks', () => {
    const condition = '(f="a" OR f="b")';
    expect(buildNamesCondition('f', 'a', ['a', 'b'])).toEqual([condition]);
    expect(buildNamesCondition('f', 'b', ['b', 'a'])).toEqual([condition]);
  });

  test('leaves out the names that cannot be told exactly', () => {
    expect(buildNamesCondition('f', 'a', ['a', 'b', 'c"'])).toEqual(['(f="a" OR f="b")']);
    expect(buildNamesCondition('f', 'c"', ['a', 'b', 'c"'])).toEqual(['f~"c"']);
  });

  test('is that for one where the others are not asked for, or too long', () => {
    expect(buildNamesCondition('f', 'a', ['a'])).toEqual(['f="a"']);
    expect(buildNamesCondition('f', 'a', ['b', 'c'])).toEqual(['f="a"']);
    expect(buildNamesCondition('f', 'a', ['a', 'b'.repeat(1500)])).toEqual(['f="a"']);
  });
});
