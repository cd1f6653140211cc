import { expect, test } from 'vitest';
import type { Description, DescriptionOutcome } from '../../pull-request-text.ts';
import type { ForgeScenario, ScenarioPullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

export function testDescriptions(start: StartScenario): void {
  test('returns the title, the text and their author', async () => {
    await using scenario = await start();
    const body = '## Why\n\nThe *login* waited for nothing.\n\n- [x] fixed\n- [ ] tested';
    const description = await getDescription(scenario, { description: body });
    expect(description).toMatchObject({ title: 'Fix flaky login test', body, truncated: false });
    expect(description.author?.toLowerCase()).toBe('ada');
    expect(description.avatarUrl ?? 'https://').toMatch(/^https?:\/\//);
    expect(description.createdAt).toBeInstanceOf(Date);
    // Azure does not report it.
    expect([null, '2026-01-01T11:00:00.000Z']).toContain(
      description.updatedAt?.toISOString() ?? null,
    );
  });

  test('returns an empty text as empty', async () => {
    await using scenario = await start();
    const description = await getDescription(scenario, { description: '' });
    expect(description).toMatchObject({ body: '', truncated: false });
  });

  test('returns the text after it was edited', async () => {
    await using scenario = await start();
    await getDescription(scenario, { description: 'Before' });
    const changedAt = new Date('2026-01-01T11:30:00Z');
    const edited = await getDescription(scenario, { description: 'After', changedAt });
    expect(edited.body).toBe('After');
  });

  test('cleans and cuts the text, and keeps its lines', async () => {
    await using scenario = await start();
    const hostile = 'a\u0007b\u202ec\n\td\r\ne';
    expect((await getDescription(scenario, { description: hostile })).body).toBe('a b c\n\td\ne');
    const long = await getDescription(scenario, { description: 'x'.repeat(150_000) });
    expect(long).toMatchObject({ body: 'x'.repeat(100_000), truncated: true });
  });

  test('leaves the status of the branch as it is when it is read between two reads', async () => {
    await using scenario = await start();
    const { forge, access, repository } = scenario;
    const { url, branch } = scenario.putPullRequest({ description: 'Text' });
    const known = { url, state: 'open' as const };
    for (let reads = 0; reads < 2; reads += 1) {
      await fetchDescription(scenario, url);
      const [outcome] = await forge.fetchStatuses([{ repository, branch, known }], access);
      const pullRequest = { title: 'Fix flaky login test', state: 'open', number: 12 };
      expect(outcome).toMatchObject({ kind: 'refreshed', pullRequest });
    }
  });

  test('fails for a missing pull request', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const missing = forge.toPullRequestUrl({ repository, number: 99 });
    const outcome = await fetchDescription(scenario, missing);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('fails for a pull request of another server', async () => {
    await using scenario = await start();
    const outcome = await fetchDescription(scenario, 'https://elsewhere.test/acme/app/pull/12');
    expect(outcome.kind).toBe('failed');
    expect(scenario.requests).toEqual([]);
  });

  test('does not report a text that the token may not read as empty (S16)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ description: 'Text' });
    scenario.fail({ kind: 'response', status: 403, body: '{"message":"Refused"}' });
    expect((await fetchDescription(scenario, url)).kind).not.toBe('description');
  });

  test('returns the rate limit (S5)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ description: 'Text' });
    scenario.fail(scenario.rateLimitFault(90));
    const retryInMs = 90_000;
    expect(await fetchDescription(scenario, url)).toMatchObject({
      kind: 'rate_limited',
      retryInMs,
    });
  });

  test('returns the text of a deleted account', async () => {
    await using scenario = await start();
    if (!scenario.people) return;
    const { url } = scenario.putPullRequest({ description: 'Text' });
    scenario.people.deleteAccount('ada');
    const outcome = await fetchDescription(scenario, url);
    if (outcome.kind !== 'description') throw new Error(JSON.stringify(outcome));
    expect(outcome.description.body).toBe('Text');
    expect(outcome.description.author).not.toBe('ada');
  });
}

function fetchDescription(
  { forge, access, repository }: ForgeScenario,
  pullRequestUrl: string,
): Promise<DescriptionOutcome> {
  return forge.fetchDescription({ repository, pullRequestUrl }, access);
}

async function getDescription(
  scenario: ForgeScenario,
  change: Partial<ScenarioPullRequest>,
): Promise<Description> {
  const { url } = scenario.putPullRequest(change);
  const outcome = await fetchDescription(scenario, url);
  if (outcome.kind !== 'description') throw new Error(JSON.stringify(outcome));
  return outcome.description;
}
