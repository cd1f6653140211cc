import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GiteaScenario, startGiteaScenario } from './testing/start-scenario.ts';

let scenario: GiteaScenario;

beforeEach(async () => {
  scenario = await startGiteaScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

async function fetchStatuses(...branches: string[]) {
  const { forge, repository, access } = scenario;
  const rows = branches.map((branch) => ({ repository, branch, known: undefined }));
  const outcomes = await forge.fetchStatuses(rows, access);
  return outcomes.map((outcome) =>
    outcome.kind === 'refreshed' ? outcome.pullRequest.number : outcome.kind,
  );
}

function putMany(count: number): void {
  for (let number = 1; number <= count; number += 1) {
    scenario.putPullRequest({ number, branch: `agent/${number}` });
  }
}

function listPages(): string[] {
  const paths = scenario.requests.map(({ path }) => path);
  return paths.filter((path) => path.includes('/pulls?state=open'));
}

describe('the list of open pull requests', () => {
  test('is read up to the page that contains the branch', async () => {
    putMany(120);
    expect(await fetchStatuses('agent/100')).toEqual([100]);
    expect(listPages()).toHaveLength(1);
    expect(await fetchStatuses('agent/3')).toEqual([3]);
    expect(listPages()).toHaveLength(4);
  });

  test('is read to its end before reporting that there is none', async () => {
    putMany(120);
    expect(await fetchStatuses('agent/none')).toEqual(['no_pull_request']);
    expect(listPages()).toHaveLength(3);
  });

  test('is shared by rows that are refreshed together', async () => {
    putMany(60);
    const branches = ['agent/60', 'agent/2', 'agent/none', 'agent/1', 'agent/30'];
    expect(await fetchStatuses(...branches)).toEqual([60, 2, 'no_pull_request', 1, 30]);
    expect(listPages()).toHaveLength(2);
    expect(await fetchStatuses('agent/60')).toEqual([60]);
    expect(listPages()).toHaveLength(3);
  });

  test('that never ends fails, and does not report that there is none (S9)', async () => {
    scenario.server.override(({ path }) => {
      if (!path.includes('/pulls?')) return undefined;
      const link = '<https://gitea.internal/?page=2>; rel="next"';
      const head = { label: 'x', repo: null };
      return { headers: { link }, body: [{ number: 1, state: 'open', head }] };
    });
    expect(await fetchStatuses('agent/login')).toEqual(['failed']);
    expect(listPages()).toHaveLength(40);
  });

  test('with an unreadable entry fails (S9)', async () => {
    scenario.server.override(({ path }) =>
      path.includes('/pulls?') ? { body: [{ number: 1, state: 'open', head: {} }] } : undefined,
    );
    expect(await fetchStatuses('agent/login')).toEqual(['failed']);
  });
});
