import { expect, test } from 'vitest';
import { listWorstInputs, runBounded } from '../../../../test/support/worst-inputs.ts';
import { fetchOutcome, samplePullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

/** Texts of 64 KiB in every place where a forge, a delivery or a person could put one. */
export function testLongTexts(start: StartScenario): void {
  test('parses origins and URLs of any length in linear time', async () => {
    await using scenario = await start();
    const { forge, origins, pasted } = scenario;
    const inputs = listWorstInputs(64 * 1024);
    const [origin = ''] = origins.own;
    const [url = ''] = pasted.own;
    runBounded(() => {
      for (const input of inputs) {
        for (const text of [input, origin + input, `${origin}/${input}`]) {
          forge.parseRemoteOrigin(text);
        }
        for (const text of [input, url + input, `${forge.webBaseUrl}/${input}`]) {
          forge.parsePullRequestUrl(text);
        }
      }
    });
    expect(forge.parsePullRequestUrl(url)?.number).toBe(samplePullRequest.number);
  });

  test('parses a delivery with a text of any length in linear time', async () => {
    await using scenario = await start();
    const { deliveries, forge } = scenario;
    const pull = scenario.putPullRequest({});
    const inputs = listWorstInputs(64 * 1024).filter((_, index) => index % 40 === 0);
    for (const { headers, body } of [
      deliveries.pullRequest('opened', pull),
      deliveries.push('agent/login', '2'.repeat(40)),
    ]) {
      const texts = new Set(body.toString('utf8').match(/"(?:[^"\\]|\\.)*"(?!:)/g));
      runBounded(() => {
        for (const input of inputs) {
          for (const text of texts) {
            const long = body.toString('utf8').replace(text, () => JSON.stringify(input));
            forge.webhooks.parse({ headers, body: Buffer.from(long) });
          }
        }
      });
    }
  });

  test('refuses JSON that is nested too deeply, in a response and in a delivery', async () => {
    await using scenario = await start();
    const { deliveries, forge, access, repository } = scenario;
    const bomb = Buffer.from('['.repeat(2_000_000));
    const { headers } = deliveries.push('agent/login', '2'.repeat(40));
    expect(forge.webhooks.parse({ headers, body: bomb })).toBeUndefined();
    scenario.fail({ kind: 'response', status: 200, headers: {}, body: bomb.toString() });
    const request = { repository, branch: 'agent/login', known: undefined };
    const [outcome] = await forge.fetchStatuses([request], access);
    expect(outcome).toMatchObject({ kind: 'failed' });
  });

  test('reports a number beyond 32 bits as a failure, and a count beyond it as unknown', async () => {
    await using scenario = await start();
    const { branch } = samplePullRequest;
    scenario.putPullRequest({ additions: 2 ** 31, deletions: 2 ** 40 });
    const outcome = await fetchOutcome(scenario);
    const pull = outcome?.kind === 'refreshed' ? outcome.pullRequest : undefined;
    for (const count of [pull?.additions ?? 0, pull?.deletions ?? 0]) {
      expect(count).toBeLessThan(2 ** 31);
    }
    scenario.removePullRequest(samplePullRequest.number);
    scenario.putPullRequest({ number: 2 ** 31, branch });
    expect((await fetchOutcome(scenario))?.kind).toBe('failed');
  });
}
