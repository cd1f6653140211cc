import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { pushWays } from '../support/push-ways.ts';
import { type PushWorld, startPushWorld } from '../support/push-world.ts';

let world: PushWorld;

beforeAll(async () => {
  world = await startPushWorld();
});

afterAll(() => world?.[Symbol.asyncDispose]());

async function findStatus(branch: string) {
  const { chats } = await world.server.client.listChats({ archived: 'all' });
  const statuses = chats.flatMap((chat) => chat.diff_statuses);
  return statuses.filter(({ git_branch: name }) => name === branch);
}

test.for(pushWays.map((way, index) => ({ ...way, branch: `agent/way-${index}` })))(
  'a push is on the board with its branch and commit, and its pull request follows: $name',
  async ({ branch, ...way }, { skip }) => {
    skip(way.problem !== undefined, way.problem);
    const commit = await way.push(world, branch);
    await eventually(`the push of ${commit} to ${branch}`, async () =>
      (await findStatus(branch)).some(({ reported_sha: reported }) => reported === commit),
    );
    await world.synchronize();
    const { forge, repository } = world;
    if (!world.hasPullRequest(branch))
      await forge.openPullRequest({ repository, author: 'grace', head: branch });
    const [status, ...others] = await eventually('the pull request', async () => {
      const found = await findStatus(branch);
      return found.some(({ pr_number: number }) => number !== null) && found;
    });
    // However many saw it: the watcher, askpass, a hook.
    expect(others).toEqual([]);
    expect(status).toMatchObject({ repository, reported_sha: commit, head_sha: commit });
  },
);
