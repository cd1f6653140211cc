import { describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { StatusRequest } from '../../forge.ts';
import { type ForgeScenario, fetchOutcome, samplePullRequest } from '../forge-scenario.ts';
import { type StartScenario, toLowerCased } from './expectations.ts';

const settledAt = new Date('2026-01-01T11:30:00Z');
const { branch } = samplePullRequest;

/**
 * Rows whose repository, `acme/app`, is known by its id, and had another name when the row was last
 * refreshed. Nothing has that name any more, or `bob/app` has taken it over.
 */
export function testRenames(start: StartScenario): void {
  describe.each([
    ['alone', fetchAlone],
    ['with other rows', fetchWithOthers],
  ])('%s', (_, fetch) => {
    testFollowed(start, fetch);

    test('a row whose name was taken over shows nothing of the other repository', async () => {
      await using scenario = await start();
      const id = await readId(scenario);
      const taken = scenario.putPullRequest({ number: 6, from: 'fork', into: 'fork' });
      scenario.putPullRequest({ number: 7, from: 'fork' });
      const requests = [undefined, 'open', 'merged', 'closed'] as const;
      for (const state of requests) {
        const known = state && { url: taken.url, state };
        const outcome = await fetch(scenario, { repository: scenario.fork, id, known });
        expect(outcome?.kind).not.toBe('refreshed');
      }
    });

    test('a row whose repository cannot be read any more says so and keeps what it shows', async () => {
      await using scenario = await start();
      const id = await readId(scenario);
      const { url } = scenario.putPullRequest({ number: 6, from: 'fork', into: 'fork' });
      refuse(scenario);
      for (const known of [undefined, { url, state: 'open' } as const]) {
        const outcome = await fetch(scenario, { repository: scenario.fork, id, known });
        expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
        const { failure } = outcome as Extract<FetchOutcome, { kind: 'failed' }>;
        expect(failure.message.toLowerCase()).toContain('another repository has the name');
        expect(failure.message.toLowerCase()).toContain('bob/app');
      }
    });

    test('a row whose repository was deleted says so and keeps what it shows', async () => {
      await using scenario = await start();
      const id = await readId(scenario);
      refuse(scenario);
      const former = toFormer(scenario);
      const url = scenario.forge.toPullRequestUrl({ repository: former, number: 6 });
      for (const known of [undefined, { url, state: 'open' } as const]) {
        const outcome = await fetch(scenario, { repository: former, id, known });
        expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
        const { failure } = outcome as Extract<FetchOutcome, { kind: 'failed' }>;
        expect(failure.message).toContain('renamed, moved or deleted');
      }
    });
  });
}

type Fetch = typeof fetchAlone;

function testFollowed(start: StartScenario, fetch: Fetch): void {
  describe.each([
    ['renamed', toFormer],
    ['renamed, and its name taken over', ({ fork }: ForgeScenario) => fork],
  ])('a row whose repository was %s', (_, toName) => {
    test('finds its pull request, by the current name', async () => {
      await using scenario = await start();
      const id = await readId(scenario);
      const { url } = scenario.putPullRequest({ number: 5 });
      scenario.putPullRequest({ number: 6, from: 'fork', into: 'fork' });
      const outcome = await fetch(scenario, { repository: toName(scenario), id });
      expectShown(scenario, outcome, { url, state: 'open' });
    });

    test.each(['open', 'merged', 'closed'] as const)(
      'keeps its pull request, which is %s now',
      async (state) => {
        await using scenario = await start();
        const id = await readId(scenario);
        const repository = toName(scenario);
        const settled = state === 'open' ? {} : { settledAt, changedAt: settledAt };
        const { url, number } = scenario.putPullRequest({ number: 5, state, ...settled });
        const former = scenario.forge.toPullRequestUrl({ repository, number });
        for (const before of ['open', state] as const) {
          const known = { url: former, state: before };
          const outcome = await fetch(scenario, { repository, id, known });
          expectShown(scenario, outcome, { url, state });
        }
      },
    );

    test('has no pull request when there is none under the current name', async () => {
      await using scenario = await start();
      const id = await readId(scenario);
      scenario.removePullRequest(samplePullRequest.number);
      const outcome = await fetch(scenario, { repository: toName(scenario), id });
      expect(outcome).toMatchObject({ kind: 'no_pull_request', repository: { id } });
    });

    test('is not lost while the forge is out of order (S9)', async () => {
      await using scenario = await start();
      const id = await readId(scenario);
      scenario.network?.refuseRepository('repository', 500);
      const outcome = await fetch(scenario, { repository: toName(scenario), id });
      expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
    });
  });

  test('sends the token to no other host (S10)', async () => {
    await using scenario = await start();
    const id = await readId(scenario);
    scenario.putPullRequest({ number: 5 });
    const { header, value } = scenario.credential;
    const before = scenario.requests.length;
    await fetch(scenario, { repository: toFormer(scenario), id });
    const sent = scenario.requests.slice(before);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.every(({ headers }) => headers[header] === value)).toBe(true);
  });
}

interface FormerRow {
  repository: RepositoryReference;
  id: string;
  known?: StatusRequest['known'];
}

/** A name that nothing has. */
function toFormer({ repository }: ForgeScenario): RepositoryReference {
  return { ...repository, name: 'former' };
}

function refuse({ network }: ForgeScenario): void {
  network?.refuseRepository('repository', 404);
}

/** The id of `acme/app`, as a refresh of one of its branches learns it. */
async function readId(scenario: ForgeScenario): Promise<string> {
  scenario.putPullRequest({});
  const outcome = await fetchOutcome(scenario);
  scenario.removePullRequest(samplePullRequest.number);
  const id = outcome?.kind === 'refreshed' ? outcome.repository?.id : undefined;
  if (id === undefined) throw new Error(`no id: ${JSON.stringify(outcome)}`);
  return id;
}

function toRequest({ repository, id, known }: FormerRow): StatusRequest {
  return { repository, repositoryId: id, branch, known };
}

async function fetchAlone({ forge, access }: ForgeScenario, row: FormerRow) {
  const [outcome] = await forge.fetchStatuses([toRequest(row)], access);
  return outcome;
}

async function fetchWithOthers({ forge, access }: ForgeScenario, row: FormerRow) {
  const request = toRequest(row);
  const others = ['agent/other', 'agent/third'].map((name) => {
    return { ...request, branch: name, known: undefined };
  });
  return (await forge.fetchStatuses([...others, request], access)).at(-1);
}

function expectShown(
  { repository }: ForgeScenario,
  outcome: FetchOutcome | undefined,
  shown: { url: string; state: string },
): void {
  if (outcome?.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
  expect(outcome.pullRequest).toMatchObject(shown);
  const { owner, name } = toLowerCased(repository);
  expect(outcome.repository?.name.toLowerCase()).toBe(`${owner}/${name}`);
}
