import type { PullRequestReference } from '../../demo/forge/control/conversation-controls.ts';
import type { DemoForge } from '../../demo/forge/demo-forge.ts';
import { ownerToken } from './forge-world.ts';
import type { PageWorld } from './page-world.ts';

type Arrange = (forge: DemoForge, pull: PullRequestReference) => unknown;

const approve: Arrange = (forge, pull) =>
  forge.submitReview(pull, { author: 'acme', state: 'APPROVED' });
const check = (status: 'completed' | 'in_progress', conclusion: 'success' | 'failure'): Arrange => {
  return (forge, pull) =>
    forge.setPullRequestChecks(pull, [
      { name: 'build', status: 'completed' },
      { name: 'lint', status, conclusion },
    ]);
};
const after = (...steps: readonly Arrange[]): Arrange => {
  return (forge, pull) => {
    for (const step of steps) step(forge, pull);
  };
};

/**
 * What gives a pull request each reason on the board. Those without a deciding fact have checks: the checks of
 * the others become usual ones, and a usual check that is missing is waited for.
 */
const pullRequests: Readonly<Record<string, Arrange>> = {
  'Checks failed': check('completed', 'failure'),
  'Has conflicts': (forge, pull) => forge.changePullRequest(pull, { mergeable: false }),
  'Changes requested': (forge, pull) =>
    forge.submitReview(pull, { author: 'acme', state: 'CHANGES_REQUESTED' }),
  'Open threads': after(approve, (forge, pull) =>
    forge.openThread(pull, { author: 'acme', body: 'Why?', path: 'Open threads' }),
  ),
  'Behind base': after(approve, (forge, pull) =>
    forge.changePullRequest(pull, { mergeState: 'behind' }),
  ),
  'Ready to merge': after(approve, check('completed', 'success')),
  Approved: after(approve, check('completed', 'success'), (forge, pull) =>
    forge.changePullRequest(pull, { mergeable: null }),
  ),
  'Needs review': after(check('completed', 'success'), (forge, pull) => {
    forge.requestReview(pull, { logins: ['ada'] });
    forge.setLabels(pull, [
      { name: 'bug', color: 'd73a4a' },
      { name: 'pale', color: 'fef2c0' },
    ]);
  }),
  'In merge queue': (forge, pull) => forge.enqueue(pull, 'ada'),
  'Auto-merge on': after(approve, check('completed', 'success'), (forge, pull) => {
    forge.changePullRequest(pull, { mergeState: 'blocked' });
    forge.setAutoMerge(pull, 'ada');
  }),
  'In review': after(check('completed', 'success'), (forge, pull) =>
    forge.submitReview(pull, { author: 'acme', state: 'COMMENTED' }),
  ),
  'Checks running': check('in_progress', 'success'),
  Draft: (forge, pull) => forge.changePullRequest(pull, { draft: true }),
};

/** How an open pull request is settled. */
const ends: Readonly<Record<string, Arrange>> = {
  Merged: (forge, pull) => forge.mergePullRequest(pull, 'ada'),
  Closed: (forge, pull) => forge.closePullRequest(pull),
};

/** The forges that `pushEveryRow` needs, and those without a token. */
export const everyRowForges = {
  forges: ['demo', 'locked', 'refused', 'paused', 'shaky'],
  locked: ['locked'],
} as const;

/** The reasons of chats without a pull request, and the forge that causes each. */
const failures: Readonly<Record<string, string>> = {
  'No token': 'locked',
  'Token refused': 'refused',
  Paused: 'paused',
  Unreachable: 'shaky',
};

export const reasonsOfRows = [
  ...Object.keys(pullRequests),
  ...Object.keys(ends),
  ...Object.keys(failures),
  'Not found',
  'Unknown forge',
  'No pull request',
  'No branch yet',
];

/** Creates one chat titled `about REASON` for every lasting reason that a row of the board can have. */
export async function pushEveryRow(world: PageWorld): Promise<ReadonlyMap<string, string>> {
  const chatIds = new Map<string, string>();
  const { client } = world.afterpush;
  const add = async (reason: string, push?: { origin: string; branch: string }) => {
    const { id } = await client.createChat({ title: `about ${reason}` });
    chatIds.set(reason, id);
    if (push) await client.sendPushSignal({ ...push, chat_id: id });
  };
  await arrangePullRequests(world, add);
  world.getForge('refused').forge.revokeToken(ownerToken);
  const resetAt = Math.floor(Date.now() / 1_000) + 3_600;
  world.getForge('paused').forge.faults.add({ effect: { kind: 'rate-limit', resetAt } });
  world.getForge('shaky').forge.faults.add({ effect: { kind: 'status', status: 503 } });
  for (const [reason, id] of Object.entries(failures)) {
    await add(reason, { origin: world.getForge(id).cloneUrl, branch: 'agent/trouble' });
  }
  const { cloneUrl, forge } = world.getForge();
  await add('Not found', { origin: `${forge.webBaseUrl}/acme/nowhere.git`, branch: 'agent/lost' });
  await add('Unknown forge', { origin: 'https://forge.test/acme/app.git', branch: 'agent/far' });
  await add('No pull request', { origin: cloneUrl, branch: 'agent/alone' });
  await add('No branch yet');
  for (const [title, arrange] of Object.entries(ends)) {
    const push = { branch: `agent/${title}`, files: { [title]: title }, title };
    const chatTitle = `about ${title}`;
    const { chatId, pull } = await world.pushPullRequest({ ...push, chatTitle });
    await arrange(forge, pull);
    await world.refresh(chatId);
    chatIds.set(title, chatId);
  }
  // A second branch, collapsed under the first one.
  const chatId = chatIds.get('No pull request') ?? '';
  await world.push({ branch: 'agent/second', files: { second: 'second\n' }, chatId });
  return chatIds;
}

async function arrangePullRequests(
  world: PageWorld,
  add: (reason: string, push: { origin: string; branch: string }) => Promise<void>,
): Promise<void> {
  const { forge, repository, cloneUrl } = world.getForge();
  const heads = Object.entries(pullRequests).map(([reason, arrange], at) => {
    return { reason, arrange, head: `agent/${at + 1}` };
  });
  await forge.commit(
    repository,
    heads.map(({ reason, head }) => {
      return { branch: head, from: 'main', files: { [reason]: `${reason}\n` } };
    }),
  );
  for (const { reason, arrange, head } of heads) {
    const wanted = { repository, author: 'grace', head, title: reason };
    await arrange(forge, await forge.openPullRequest(wanted));
    await add(reason, { origin: cloneUrl, branch: head });
  }
}
