import { expect, test } from 'vitest';
import type { WebhookDelivery } from '../../forge.ts';
import { type ForgeScenario, samplePullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

export function testVerification(start: StartScenario, signsBody: boolean): void {
  test('accepts the secret', async () => {
    await using scenario = await start();
    const { secret } = scenario.deliveries;
    for (const delivery of listDeliveries(scenario)) {
      expect(scenario.forge.webhooks.verify(delivery, secret)).toBe(true);
    }
  });

  test('rejects another secret and an empty one', async () => {
    await using scenario = await start();
    const { secret } = scenario.deliveries;
    for (const other of ['', ' ', `${secret}x`, secret.slice(1), 'é']) {
      for (const delivery of listDeliveries(scenario)) {
        expect(scenario.forge.webhooks.verify(delivery, other), other).toBe(false);
      }
    }
  });

  test('rejects a delivery without headers', async () => {
    await using scenario = await start();
    const { secret } = scenario.deliveries;
    for (const { body } of listDeliveries(scenario)) {
      expect(scenario.forge.webhooks.verify({ headers: {}, body }, secret)).toBe(false);
      expect(scenario.forge.webhooks.verify({ headers: {}, body }, '')).toBe(false);
    }
  });

  test.each(['', 'x', 'é', '0'.repeat(64), `sha256=${'0'.repeat(64)}`, 'a'.repeat(1_000_000)])(
    'rejects other headers (%#)',
    async (value) => {
      await using scenario = await start();
      const { secret } = scenario.deliveries;
      for (const { headers, body } of listDeliveries(scenario)) {
        const names = Object.keys(headers);
        const other = { headers: Object.fromEntries(names.map((name) => [name, value])), body };
        expect(scenario.forge.webhooks.verify(other, secret)).toBe(false);
        expect(scenario.forge.webhooks.verify(other, '')).toBe(false);
      }
    },
  );

  test.runIf(signsBody)('rejects a changed body', async () => {
    await using scenario = await start();
    const { secret } = scenario.deliveries;
    for (const { headers, body } of listDeliveries(scenario)) {
      const tampered = Buffer.concat([body, Buffer.from(' ')]);
      const nonsense = Buffer.alloc(1_000_000, '[');
      for (const other of [tampered, body.subarray(1), Buffer.alloc(0), nonsense]) {
        expect(scenario.forge.webhooks.verify({ headers, body: other }, secret)).toBe(false);
      }
    }
  });

  test('returns the same delivery id for the same headers', async () => {
    await using scenario = await start();
    const { webhooks } = scenario.forge;
    for (const { headers } of listDeliveries(scenario)) {
      const id = webhooks.findDeliveryId(headers);
      expect(id ?? 'none').not.toBe('');
      expect(webhooks.findDeliveryId({ ...headers })).toBe(id);
    }
    expect(webhooks.findDeliveryId({})).toBeUndefined();
  });
}

function listDeliveries({ deliveries }: ForgeScenario): WebhookDelivery[] {
  const { branch, headSha } = samplePullRequest;
  return [
    deliveries.pullRequest('opened', samplePullRequest),
    deliveries.pullRequest('merged', { ...samplePullRequest, state: 'merged' }),
    deliveries.push(branch, headSha),
    deliveries.other(),
  ];
}
