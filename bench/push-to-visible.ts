import { startAfterpush } from '../test/support/afterpush-process.ts';
import { cloneAsAgent } from '../test/support/agent-clone.ts';
import { createPostgresUrl } from '../test/support/databases/postgres-url.ts';
import { readEvents } from '../test/support/event-reader.ts';
import { eventually } from '../test/support/eventually.ts';
import { startForgeWorld } from '../test/support/forge-world.ts';

export interface VisibleResult {
  /** From the start of `git push` to the branch in the event stream. */
  pushToBranchMs: number[];
  /** From a new pull request on the forge to its number in the event stream, without a second signal. */
  openToPullRequestMs: number[];
}

const pushes = 30;

/** Measures real pushes through askpass, one after another, in the event stream. */
export async function measurePushToVisible(kind: 'embedded' | 'postgres'): Promise<VisibleResult> {
  await using world = await startForgeWorld();
  const database: Record<string, string> =
    kind === 'postgres' ? { AFTERPUSH_DATABASE_URL: await createPostgresUrl() } : {};
  await using afterpush = await startAfterpush({
    environment: { ...world.environment, ...database },
  });
  await using reader = await readEvents(afterpush.url);
  const chat = await afterpush.client.createChat({ title: 'Bench' });
  using clone = await cloneAsAgent(world.cloneUrl, {
    afterpushUrl: afterpush.url,
    chatId: chat.id,
  });
  const seen = (branch: string, hasPullRequest: boolean) =>
    reader.events.some(
      ({ data }) =>
        'chat' in data &&
        data.chat.diff_statuses.some(
          (status) => status.git_branch === branch && (status.url !== null || !hasPullRequest),
        ),
    );
  const result: VisibleResult = { pushToBranchMs: [], openToPullRequestMs: [] };
  const opened: Promise<void>[] = [];
  for (let index = 0; index < pushes; index += 1) {
    const branch = `agent/work-${index}`;
    await clone.commit(branch);
    const pushedAt = performance.now();
    const push = clone.git('push', '-q', 'origin', branch);
    await eventually('the branch', () => seen(branch, false));
    result.pushToBranchMs.push(performance.now() - pushedAt);
    await push;
    opened.push(openPullRequest(branch));
  }
  await Promise.all(opened);
  return result;

  async function openPullRequest(branch: string): Promise<void> {
    await world.forge.openPullRequest({
      repository: world.repository,
      author: 'ada',
      head: branch,
    });
    const openedAt = performance.now();
    await eventually('the pull request', () => seen(branch, true), 60_000);
    result.openToPullRequestMs.push(performance.now() - openedAt);
  }
}
