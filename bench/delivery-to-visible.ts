import { startAfterpush } from '../test/support/afterpush-process.ts';
import { createPostgresUrl } from '../test/support/databases/postgres-url.ts';
import { readEvents } from '../test/support/event-reader.ts';
import { eventually } from '../test/support/eventually.ts';
import { startForgeWorld } from '../test/support/forge-world.ts';

const pulls = 40;

/**
 * Measures the time from a new pull request on the forge to its number in the event stream. The retry
 * window is over, so that only a webhook delivery can report the pull request.
 */
export async function measureDeliveries(kind: 'embedded' | 'postgres'): Promise<number[]> {
  await using world = await startForgeWorld();
  const database: Record<string, string> =
    kind === 'postgres' ? { AFTERPUSH_DATABASE_URL: await createPostgresUrl() } : {};
  await using afterpush = await startAfterpush({
    environment: { ...world.environment, ...database, AFTERPUSH_NO_PR_RETRY_WINDOW: '1ms' },
  });
  await using reader = await readEvents(afterpush.url);
  await afterpush.client.installWebhook({ repository: world.repository });
  const chat = await afterpush.client.createChat({ title: 'Bench' });
  const branches = Array.from({ length: pulls }, (_, index) => `agent/work-${index}`);
  await world.forge.commit(
    world.repository,
    branches.map((branch) => ({ branch, from: 'main', files: { [`${branch}.txt`]: 'work\n' } })),
  );
  for (const branch of branches) {
    const signal = { origin: world.cloneUrl, branch, chat_id: chat.id };
    await afterpush.client.sendPushSignal(signal);
  }
  await eventually('the first checks', async () => {
    const { diff_statuses } = await afterpush.client.getChat(chat.id, { wait: 0 });
    return (
      diff_statuses.length === pulls && diff_statuses.every((row) => row.refreshed_at !== null)
    );
  });
  const times: number[] = [];
  for (const head of branches) {
    const startedAt = performance.now();
    await world.forge.openPullRequest({ repository: world.repository, author: 'ada', head });
    await eventually('the pull request', () =>
      reader.events.some(
        ({ data }) =>
          'chat' in data &&
          data.chat.diff_statuses.some((row) => row.git_branch === head && row.url !== null),
      ),
    );
    times.push(performance.now() - startedAt);
  }
  return times;
}
