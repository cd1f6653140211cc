import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullRequestReference } from '../../demo/forge/control/conversation-controls.ts';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { type AgentClone, cloneAsAgent } from '../support/agent-clone.ts';
import { createPostgresUrl } from '../support/databases/postgres-url.ts';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';

/*
 * A repository gets another name at the forge, and another repository takes the old one, which the remote
 * of the agent still has. The other repository has the same branch, and a pull request of the same number.
 */

const secret = 'secret-of-the-hook';
const branch = 'agent/login';
const theirs = 'Not the one of the agent';
const ours = 'Fix the login test';

const polled = { AFTERPUSH_NO_PR_BACKOFF: '1s', AFTERPUSH_DIFF_STATUS_TTL: '1s' };
/** Only deliveries, push signals and users make rows due. */
const delivered = {
  AFTERPUSH_NO_PR_RETRY_WINDOW: '1ms',
  AFTERPUSH_ACQUISITION_LEASE: '1h',
  AFTERPUSH_DIFF_STATUS_TTL: '1h',
};

let world: ForgeWorld;
let afterpush: AfterpushProcess;
let reader: EventReader;
let clone: AgentClone;
let chatId: string;

async function start(environment: Record<string, string>): Promise<void> {
  world = await startForgeWorld();
  const { apiBaseUrl } = world.forge;
  const forge = { id: 'demo', type: 'github', api_base_url: apiBaseUrl, token: ownerToken };
  afterpush = await startAfterpush({
    environment: {
      ...environment,
      // The embedded database takes several times the CPU time to start.
      AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
      AFTERPUSH_FORGES: JSON.stringify([{ ...forge, webhook_secret: secret }]),
    },
  });
  reader = await readEvents(afterpush.url);
  chatId = (await afterpush.client.createChat({ title: ours })).id;
  clone = await cloneAsAgent(world.cloneUrl, { afterpushUrl: afterpush.url, chatId });
}

afterEach(async () => {
  clone?.[Symbol.dispose]();
  await reader?.[Symbol.asyncDispose]();
  await afterpush?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const read = async () => (await afterpush.client.getChat(chatId, { wait: 0 })).diff_status;

const waitFor = (what: string, expected: object) =>
  eventually(what, async () => {
    expect(await read()).toMatchObject(expected);
    return true;
  });

/** Pushes the branch and opens its pull request, with another login than the token's owner. */
async function pushAndOpen(): Promise<PullRequestReference> {
  await clone.commit(branch);
  await clone.git('push', '-q', 'origin', branch);
  const wanted = { repository: world.repository, author: 'grace', head: branch, title: ours };
  const { number } = await world.forge.openPullRequest(wanted);
  await waitFor('the pull request', { pr_number: number, pull_request_title: ours });
  return { repository: 'acme/renamed', number };
}

const rename = () => world.forge.renameRepository(world.repository, 'renamed');

/** Another repository with the old name, the same branch, and a pull request of the same number. */
async function takeOver(): Promise<PullRequestReference> {
  const { forge, repository } = world;
  await forge.createRepository({ owner: 'acme', name: 'app' });
  for (const login of ['ada', 'grace']) forge.allowPush(repository, login);
  await forge.commit(repository, [{ branch: 'main', files: { 'OTHER.md': 'other\n' } }]);
  await forge.commit(repository, [{ branch, from: 'main', files: { 'x.txt': 'other\n' } }]);
  addHook();
  return forge.openPullRequest({ repository, author: 'grace', head: branch, title: theirs });
}

function addHook(): void {
  const url = `${afterpush.url}/webhooks/demo`;
  world.forge.createHook({ repository: world.repository, url, secret });
}

/** Refreshes once more, as a person may at any time. */
async function refresh(): Promise<void> {
  await afterpush.client.refreshChat(chatId);
}

function expectNothingOfTheirs(): void {
  expect(JSON.stringify(reader.events)).not.toContain(theirs);
}

describe.each([
  ['with webhooks', delivered, true],
  ['without webhooks', polled, false],
])('%s', (_, environment, hasHooks) => {
  beforeEach(async () => {
    await start(environment);
    if (hasHooks) addHook();
  });

  test('a row follows its repository to another name, through review and merge', async () => {
    const pull = await pushAndOpen();
    rename();
    world.forge.submitReview(pull, { author: 'ada', state: 'APPROVED' });
    await waitFor('the review', { approved: true, repository: 'acme/renamed' });
    expect(await read()).toMatchObject({
      git_remote_origin: world.cloneUrl,
      url: `${world.forge.webBaseUrl}/acme/renamed/pull/${pull.number}`,
    });
    await world.forge.mergePullRequest(pull, 'grace');
    await waitFor('the merge', { pull_request_state: 'merged', pull_request_title: ours });
  });

  test('a repository that takes over the old name is never shown in the row', async () => {
    const pull = await pushAndOpen();
    rename();
    const other = await takeOver();
    expect(other.number).toBe(pull.number);
    await refresh();
    world.forge.submitReview(other, { author: 'ada', state: 'CHANGES_REQUESTED' });
    world.forge.submitReview(pull, { author: 'ada', state: 'APPROVED' });
    await waitFor('the review', { approved: true, changes_requested: false, url: toUrl(pull) });
    await world.forge.mergePullRequest(other, 'grace');
    await refresh();
    expect(await read()).toMatchObject({ pull_request_state: 'open', pull_request_title: ours });
    const diff = await afterpush.client.getDiff(chatId);
    expect(diff.files).toMatchObject([{ path: 'change-1.txt' }]);

    await clone.commit(branch);
    await clone.git('push', '-q', `${world.forge.webBaseUrl}/acme/renamed.git`, branch);
    await world.forge.mergePullRequest(pull, 'grace');
    await waitFor('the merge', { pull_request_state: 'merged', pull_request_title: ours });
    await refresh();
    expect(await read()).toMatchObject({ url: toUrl(pull), failure: null });
    expectNothingOfTheirs();
  });
});

function toUrl({ number }: PullRequestReference): string {
  return `${world.forge.webBaseUrl}/acme/renamed/pull/${number}`;
}

test('a row whose repository is hidden says so, and shows nothing of the one with its name', async () => {
  await start(polled);
  await pushAndOpen();
  rename();
  world.forge.setPrivate('acme/renamed', true);
  world.forge.withdrawAccess('acme/renamed', 'ada');
  await takeOver();
  await waitFor('the failure', {
    pull_request_title: ours,
    failure: { kind: 'not_found', message: expect.stringContaining('Another repository has') },
  });
  await refresh();
  expect(await read()).toMatchObject({ pull_request_title: ours });
  expectNothingOfTheirs();
});
