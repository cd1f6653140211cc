import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDemoForge } from '../forge/demo-forge.ts';
import { seedDemoWorld } from '../seed/seed-demo-world.ts';
import { earlierWork } from './earlier-work.ts';
import { createForgeClient } from './forge-client.ts';
import { seedEarlierWork } from './seed-earlier-work.ts';

interface Listed {
  title: string;
  state: string;
  merged_at: string | null;
  created_at: string;
}

test('the demo starts with work of the last day, at the times when it was done', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'earlier-work-'));
  const startedAt = Date.parse('2026-01-10T12:00:00Z');
  let hoursAgo = 48;
  await using forge = await startDemoForge({
    directory,
    now: () => new Date(startedAt - hoursAgo * 3_600_000),
  });
  const people = await seedDemoWorld(forge);

  const branches = await seedEarlierWork({
    forge,
    people,
    setHoursAgo: (hours) => void (hoursAgo = hours),
  });

  for (const { end } of branches) await end();

  const client = createForgeClient(forge, people.person.token, new AbortController().signal);
  const listed = await Promise.all(
    ['storefront', 'payments', 'search', 'pipeline'].map(async (name) => {
      const pulls = await client.send('GET', `/repos/acme/${name}/pulls?state=all`);
      return pulls as unknown as Listed[];
    }),
  );
  const found = listed
    .flat()
    .toSorted((left, right) => left.created_at.localeCompare(right.created_at))
    .map(({ title, state, merged_at: merged, created_at: at }) => {
      return [title, merged === null ? state : 'merged', (startedAt - Date.parse(at)) / 3_600_000];
    });
  expect(found).toEqual(
    earlierWork.map(({ pullRequest: { title }, end, hoursAgo: hours }) => {
      const state = { merge: 'merged', close: 'closed', none: 'open' }[end ?? 'none'];
      return [title, state, hours];
    }),
  );
  expect(branches.map(({ branch }) => branch)).toEqual(earlierWork.map(({ branch }) => branch));
  const hoursSince = (at: Date) => (startedAt - at.getTime()) / 3_600_000;
  expect(branches.map(({ changedAt }) => changedAt.map(hoursSince))).toEqual(
    earlierWork.map(({ hoursAgo: hours }) => [hours, hours - 0.5]),
  );
  expect(hoursAgo).toBe(0);
  await rm(directory, { recursive: true, force: true });
});
