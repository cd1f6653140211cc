import { setTimeout as delay } from 'node:timers/promises';
import { startAfterpush } from '../test/support/afterpush-process.ts';
import { createCredentialHome } from '../test/support/credential-home.ts';
import { startForgeWorld } from '../test/support/forge-world.ts';

const pullRequests = 30;

export interface FirstRun {
  pullRequests: number;
  /** From the start of `serve` in an empty home directory. */
  listedMs: number;
  /** Until the state, checks and reviews of all of them are read as well. */
  refreshedMs: number;
  /** What the list cost. */
  points: number;
}

/** Measures when a person's own pull requests are on the board, with a token that only git has. */
export async function measureFirstRun(): Promise<FirstRun> {
  await using world = await startForgeWorld();
  const { forge, repository } = world;
  for (let index = 0; index < pullRequests; index += 1) {
    const branch = `agent/work-${index}`;
    const files = { [`file-${index}.txt`]: 'text' };
    await forge.commit(repository, [{ branch, from: 'main', files }]);
    await forge.openPullRequest({ repository, author: 'ada', head: branch, title: branch });
  }
  using place = createCredentialHome(new URL(forge.webBaseUrl).host);
  const settings = [{ id: 'work', type: 'github', api_base_url: forge.apiBaseUrl }];
  const startedAt = performance.now();
  await using server = await startAfterpush({
    environment: { ...place.environment, AFTERPUSH_FORGES: JSON.stringify(settings) },
  });
  const waitFor = async (isDone: (numbers: (number | null)[]) => boolean) => {
    for (;;) {
      const { chats } = await server.client.listChats({ limit: 100 });
      if (isDone(chats.map((chat) => chat.diff_status?.pr_number ?? null))) break;
      await delay(20);
    }
    return performance.now() - startedAt;
  };
  const listedMs = await waitFor((numbers) => numbers.length === pullRequests);
  const refreshedMs = await waitFor((numbers) => numbers.every((number) => number !== null));
  const lists = forge.requests.entries.filter(({ operation }) => operation === 'Own');
  const points = lists.reduce((sum, list) => sum + list.points, 0);
  return { pullRequests, listedMs, refreshedMs, points };
}
