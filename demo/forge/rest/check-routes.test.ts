import { expect, test } from 'vitest';
import { startSmallForge } from '../testing/start-small-forge.ts';
import { getRepository } from '../world/repositories.ts';

test('a push to another branch does not change the combined status of a commit', async () => {
  await using small = await startSmallForge();
  const sha = small.demo.findBranch('ada/app', 'main') ?? '';
  const path = `/repos/ada/app/commits/${sha}/status`;
  const first = await small.fetch(path);
  expect(await first.json()).toMatchObject({ sha, repository: { full_name: 'ada/app' } });

  const { world } = small.demo;
  getRepository(world, 'ada/app').pushedAt = new Date(world.now().getTime() + 60_000);
  world.revision += 1;

  const again = await small.fetch(path, { 'if-none-match': first.headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
});
