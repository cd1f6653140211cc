import { expect, test } from 'vitest';
import { type LoopbackServer, startLoopbackServer } from '../../test/support/loopback-server.ts';
import type { OwnOutcome } from './forge.ts';
import { createGiteaForge } from './gitea/forge.ts';
import { createGitHubForge } from './github/forge.ts';
import { createGitLabForge } from './gitlab/forge.ts';
import { createTestDeps, toAccess } from './testing/test-deps.ts';

const creators = {
  github: createGitHubForge,
  gitlab: createGitLabForge,
  gitea: createGiteaForge,
};
const apiPaths = { github: '/api/v3', gitlab: '/api/v4', gitea: '/api/v1' };

/** Lists with an adapter whose server has a JSON answer for some paths. */
async function list(
  type: keyof typeof creators,
  toAnswers: (origin: string) => Record<string, unknown>,
  botAuthors: string[] = [],
): Promise<{ outcome: OwnOutcome | undefined; server: LoopbackServer }> {
  const server = await startLoopbackServer();
  const answers = toAnswers(server.origin);
  server.handle((request, response) => {
    const body = answers[(request.url ?? '').split('?')[0] ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { message: 'Not Found' }));
  });
  const forge = creators[type](
    {
      id: type,
      type,
      webBaseUrl: server.origin,
      apiBaseUrl: `${server.origin}${apiPaths[type]}`,
    },
    createTestDeps(),
  );
  const outcome = await forge.ownPullRequests?.list({ botAuthors }, toAccess('secret'));
  await server[Symbol.asyncDispose]();
  return { outcome, server };
}

const toGitHubNode = (origin: string, number: number, login: string, name = 'me/app') => ({
  url: `${origin}/acme/app/pull/${number}`,
  title: `Change ${number}`,
  headRefName: `branch-${number}`,
  headRepository: { databaseId: 7, nameWithOwner: name },
  author: { login },
});

test('GitHub lists what the person opened in one request, with the repository of each branch', async () => {
  const { outcome, server } = await list('github', (origin) => ({
    '/api/graphql': {
      data: {
        viewer: {
          pullRequests: {
            nodes: [
              toGitHubNode(origin, 1, 'me'),
              { ...toGitHubNode(origin, 2, 'me'), headRepository: null },
              toGitHubNode('https://elsewhere.example', 3, 'me'),
              null,
            ],
          },
        },
      },
    },
  }));
  expect(server.requests).toHaveLength(1);
  expect(outcome).toEqual({
    kind: 'own',
    pullRequests: [
      {
        url: `${server.origin}/acme/app/pull/1`,
        title: 'Change 1',
        head: { repository: { owner: 'me', name: 'app', id: '7' }, branch: 'branch-1' },
      },
    ],
  });
});

test('GitHub adds the pull requests of chosen bots that are assigned to the person', async () => {
  const { outcome, server } = await list(
    'github',
    (origin) => ({
      '/api/graphql': {
        data: {
          viewer: { pullRequests: { nodes: [] } },
          search: {
            nodes: [
              toGitHubNode(origin, 4, 'copilot-swe-agent'),
              toGitHubNode(origin, 5, 'dependabot'),
              {},
            ],
          },
        },
      },
    }),
    ['copilot-swe-agent'],
  );
  expect(server.requests).toHaveLength(1);
  expect(outcome).toMatchObject({ pullRequests: [{ title: 'Change 4' }] });
});

test('GitLab lists what the person opened in one request', async () => {
  const { outcome, server } = await list('gitlab', (origin) => ({
    '/api/graphql': {
      data: {
        currentUser: {
          authoredMergeRequests: {
            nodes: [
              {
                webUrl: `${origin}/acme/tools/app/-/merge_requests/3`,
                title: 'Fix',
                sourceBranch: 'fix',
                sourceProject: { id: 'gid://gitlab/Project/9', fullPath: 'me/tools/app' },
              },
              { webUrl: `${origin}/acme/app/-/merge_requests/4`, sourceBranch: 'gone' },
            ],
          },
        },
      },
    },
  }));
  expect(server.requests).toHaveLength(1);
  const repository = { owner: 'me/tools', name: 'app', id: '9' };
  expect(outcome).toMatchObject({ pullRequests: [{ head: { repository, branch: 'fix' } }] });
  expect(outcome).toMatchObject({ pullRequests: { length: 1 } });
});

test('Gitea lists what the person opened and reads the branch of each', async () => {
  const { outcome } = await list('gitea', (origin) => ({
    '/api/v1/repos/issues/search': [
      { html_url: `${origin}/acme/app/pulls/5`, user: { login: 'me' } },
    ],
    '/api/v1/repos/acme/app/pulls/5': {
      number: 5,
      state: 'open',
      title: 'Fix',
      html_url: `${origin}/acme/app/pulls/5`,
      head: {
        ref: 'fix',
        label: 'fix',
        sha: 'a'.repeat(40),
        repo: { id: 3, full_name: 'me/app', name: 'app', owner: { login: 'me' } },
      },
      base: {
        ref: 'main',
        label: 'main',
        sha: 'b'.repeat(40),
        repo: { id: 2, full_name: 'acme/app', name: 'app', owner: { login: 'acme' } },
      },
      user: { login: 'me' },
    },
  }));
  const repository = { owner: 'me', name: 'app', id: '3' };
  expect(outcome).toMatchObject({ pullRequests: [{ head: { repository, branch: 'fix' } }] });
});

test.each(['github', 'gitlab', 'gitea'] as const)(
  'S16: a %s that does not answer leaves the list unknown, not empty',
  async (type) => {
    const { outcome } = await list(type, () => ({}));
    expect(outcome?.kind).toBe('failed');
  },
);
