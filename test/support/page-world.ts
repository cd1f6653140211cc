import type { Browser } from 'playwright-core';
import type { PullRequestReference } from '../../demo/forge/control/conversation-controls.ts';
import type { DiffStatus } from '../../src/contract/diff-status.ts';
import { type AfterpushProcess, startAfterpush } from './afterpush-process.ts';
import { openBrowser } from './browser.ts';
import { createPostgresUrl } from './databases/postgres-url.ts';
import { eventually } from './eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from './forge-world.ts';
import { createSignedInPages, type SignedInPages } from './signed-in-pages.ts';

export interface PageWorldOptions {
  /** The ids of the forges. */
  forges?: readonly string[];
  /** The ids of forges without a linked token. */
  locked?: readonly string[];
  environment?: Record<string, string>;
}

export interface Push {
  branch: string;
  files: Record<string, string | Buffer | null>;
  /** An existing chat; by default a new one is created. */
  chatId?: string;
  /** The title of a new chat; without one the page shows the title of the pull request. */
  chatTitle?: string;
  forge?: string;
}

/** Forges, a server that watches them, and a browser to open its page. */
export interface PageWorld extends AsyncDisposable {
  afterpush: AfterpushProcess;
  browser: Browser;
  pages: SignedInPages;
  getForge(id?: string): ForgeWorld;
  /** Commits to a new or existing branch and sends a push signal; returns the chat's id. */
  push(push: Push): Promise<string>;
  /** Also opens a pull request, and waits until the server knows it. */
  pushPullRequest(
    push: Push & { title: string; draft?: boolean },
  ): Promise<{ chatId: string; pull: PullRequestReference }>;
  /** Refreshes the chat and returns the status of its branch. */
  refresh(chatId: string): Promise<DiffStatus>;
}

export async function startPageWorld(options: PageWorldOptions = {}): Promise<PageWorld> {
  const { forges: ids = ['demo'], locked = [], environment } = options;
  const [browser, ...worlds] = await Promise.all([openBrowser(), ...ids.map(startForgeWorld)]);
  const forges = new Map(ids.map((id, at) => [id, worlds[at]]));
  const getForge = (id = ids[0] ?? '') => {
    const found = forges.get(id);
    if (!found) throw new Error(`there is no forge ${id}`);
    return found;
  };
  const settings = ids.map((id) => ({
    id,
    type: 'github',
    api_base_url: getForge(id).forge.apiBaseUrl,
    webhook_secret: 'secret-of-the-hook',
    ...(locked.includes(id) ? {} : { token: ownerToken }),
  }));
  const afterpush = await startAfterpush({
    environment: {
      AFTERPUSH_FORGES: JSON.stringify(settings),
      AFTERPUSH_NO_PR_BACKOFF: '1s',
      // The embedded database takes several times the CPU time to start.
      AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
      ...environment,
    },
  });
  const pages = createSignedInPages(browser, afterpush);
  return {
    afterpush,
    browser,
    pages,
    getForge,
    ...arrangePushes(afterpush, getForge),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await afterpush[Symbol.asyncDispose]();
      await Promise.all(worlds.map((world) => world[Symbol.asyncDispose]()));
    },
  };
}

function arrangePushes(
  { client }: AfterpushProcess,
  getForge: (id?: string) => ForgeWorld,
): Pick<PageWorld, 'push' | 'pushPullRequest' | 'refresh'> {
  const commit = ({ branch, files, forge: id }: Push) => {
    const { forge, repository } = getForge(id);
    const from = forge.findBranch(repository, branch) ? branch : 'main';
    // Two commits of the same files and message in the same second would be one commit with the same checks.
    const message = `Change ${branch}`;
    return forge.commit(repository, [{ branch, from, files, message }]);
  };
  const signal = async ({ branch, chatId, chatTitle: title = '', forge }: Push) => {
    const chat_id = chatId ?? (await client.createChat({ title })).id;
    await client.sendPushSignal({ origin: getForge(forge).cloneUrl, branch, chat_id });
    return chat_id;
  };
  return {
    async push(push) {
      await commit(push);
      return signal(push);
    },
    async pushPullRequest(push) {
      const { branch: head, title, draft = false } = push;
      const { forge, repository } = getForge(push.forge);
      await commit(push);
      const pull = await forge.openPullRequest({ repository, author: 'grace', head, title, draft });
      const chatId = await signal(push);
      await eventually('the pull request', async () => {
        const { diff_statuses } = await client.getChat(chatId, { wait: 0 });
        return diff_statuses.some(({ pr_number }) => pr_number === pull.number);
      });
      return { chatId, pull };
    },
    async refresh(chatId) {
      const { diff_status } = await client.refreshChat(chatId);
      if (diff_status === null) throw new Error(`chat ${chatId} has no branch`);
      return diff_status;
    },
  };
}
