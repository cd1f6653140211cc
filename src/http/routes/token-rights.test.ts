import { beforeEach, expect, test } from 'vitest';
import { asAdmin, createTestApp, createWorld } from '../../../test/support/http/test-world.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const probe = () =>
  app.inject({ method: 'POST', url: '/api/v1/forges/forge/token/rights', headers: asAdmin });

test('returns what the forge lets the token read, tried on a tracked branch', async () => {
  world.store.add({ id: 'one' }, { git_branch: 'agent/work', head_sha: 'a'.repeat(40) });
  const rights = [
    { right: 'checks' as const, state: 'refused' as const, message: 'Grant checks.' },
  ];
  world.forge.probe = { kind: 'probed', rights, expiresAt: new Date('2026-02-01T00:00:00Z') };
  const response = await probe();
  expect(response.json()).toEqual({
    forge_id: 'forge',
    repository: 'https://forge.test/acme/app',
    rights,
    token_expires_at: '2026-02-01T00:00:00.000Z',
  });
  const repository = { owner: 'acme', name: 'app' };
  const tracked = { repository, branch: 'agent/work', headSha: 'a'.repeat(40) };
  expect(world.forge.probeRequests).toEqual([{ tracked }]);
  expect(world.expiresAt).toEqual(new Date('2026-02-01T00:00:00Z'));
});

test('tries the account alone while nothing is tracked', async () => {
  expect((await probe()).json()).toMatchObject({ repository: null, rights: [] });
  expect(world.forge.probeRequests).toEqual([{ tracked: undefined }]);
});

test('needs a linked token', async () => {
  world.tokens.tokens.clear();
  expect((await probe()).statusCode).toBe(409);
});

test('S5: pauses the token after a rate limit', async () => {
  world.forge.probe = { kind: 'rate_limited', retryInMs: 60_000 };
  expect((await probe()).statusCode).toBe(429);
  expect(world.store.pauses).toMatchObject([{ forgeId: 'forge', retryInMs: 60_000 }]);
});
