import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PullRequestReference } from '../control/conversation-controls.ts';
import { type DemoForge, startDemoForge } from '../demo-forge.ts';

/** A forge with the repository `ada/app` and one pull request by `grace` from `topic`. */
export interface SmallForge extends AsyncDisposable {
  demo: DemoForge;
  pull: PullRequestReference;
  /** Calls the REST API as ada. */
  fetch: (path: string, headers?: Record<string, string>) => Promise<Response>;
  /** Calls the GraphQL API as ada. */
  query: (text: string) => Promise<Response>;
}

export async function startSmallForge(): Promise<SmallForge> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-small-'));
  const demo = await startDemoForge({ directory });
  demo.createAccount({ login: 'ada', tokens: ['ada-token'] });
  demo.createAccount({ login: 'grace', tokens: ['grace-token'] });
  await demo.createRepository({ owner: 'ada', name: 'app' });
  await demo.commit('ada/app', [
    { branch: 'main', files: { 'a.txt': 'a\n' } },
    { branch: 'topic', from: 'main', files: { 'b.txt': 'b\n' } },
  ]);
  const wanted = { repository: 'ada/app', author: 'grace', head: 'topic' };
  const pull = await demo.openPullRequest(wanted);
  const authorization = 'Bearer ada-token';
  return {
    demo,
    pull,
    fetch: (path, headers = {}) =>
      fetch(`${demo.apiBaseUrl}${path}`, { headers: { authorization, ...headers } }),
    query: (text) =>
      fetch(demo.graphqlUrl, {
        method: 'POST',
        headers: { authorization },
        body: JSON.stringify({ query: text }),
      }),
    async [Symbol.asyncDispose]() {
      await demo[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
