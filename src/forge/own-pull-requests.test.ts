import { expect, test } from 'vitest';
import { type LoopbackServer, startLoopbackServer } from '../../test/support/loopback-server.ts';
import { createAzureDevOpsForge } from './azure-devops/forge.ts';
import { createBitbucketForge } from './bitbucket/forge.ts';
import { createBitbucketDataCenterForge } from './bitbucket-data-center/forge.ts';
import type { OwnOutcome } from './forge.ts';
import { createGiteaForge } from './gitea/forge.ts';
import { createGitHubForge } from './github/forge.ts';
import { createGitLabForge } from './gitlab/forge.ts';
import { createTestDeps, toAccess } from './testing/test-deps.ts';

const creators = {
  github: createGitHubForge,
  gitlab: createGitLabForge,
  gitea: createGiteaForge,
  bitbucket: createBitbucketForge,
  bitbucket_data_center: createBitbucketDataCenterForge,
  azure_devops: createAzureDevOpsForge,
};
const apiPaths = {
  github: '/api/v3',
  gitlab: '/api/v4',
  gitea: '/api/v1',
  bitbucket: '/2.0',
  bitbucket_data_center: '/rest/api/latest',
  azure_devops: '/acme',
};

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
      webBaseUrl: type === 'azure_devops' ? `${server.origin}/acme` : server.origin,
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

const toBitbucketPullRequest = (origin: string, number: number, author = '{me}') => ({
  id: number,
  title: `Change ${number}`,
  state: 'OPEN',
  author: { uuid: author },
  source: {
    branch: { name: `branch-${number}` },
    repository: { full_name: 'me/app', uuid: '{repo}' },
  },
  destination: {
    branch: { name: 'main' },
    repository: { full_name: 'acme/app', uuid: '{base}' },
  },
  links: { html: { href: `${origin}/acme/app/pull-requests/${number}` } },
});

test('Bitbucket lists what the person opened in each of their workspaces', async () => {
  const { outcome, server } = await list('bitbucket', (origin) => ({
    '/2.0/user': { uuid: '{me}' },
    '/2.0/user/workspaces': {
      values: [{ workspace: { slug: 'acme' } }, { workspace: { slug: 'closed' } }],
    },
    '/2.0/workspaces/acme/pullrequests/%7Bme%7D': {
      values: [
        toBitbucketPullRequest(origin, 6),
        toBitbucketPullRequest(origin, 7, '{other}'),
        toBitbucketPullRequest('https://elsewhere.example', 8),
      ],
    },
  }));
  expect(server.requests).toHaveLength(4);
  const repository = { owner: 'me', name: 'app', id: '{repo}' };
  expect(outcome).toEqual({
    kind: 'own',
    pullRequests: [
      {
        url: `${server.origin}/acme/app/pull-requests/6`,
        title: 'Change 6',
        head: { repository, branch: 'branch-6' },
      },
    ],
  });
});

const toDataCenterRepository = (key: string, slug: string, id: number) => {
  return { id, slug, project: { key } };
};

const toDataCenterPullRequest = (number: number, author: string) => ({
  id: number,
  title: `Change ${number}`,
  state: 'OPEN',
  author: { user: { name: author } },
  fromRef: {
    id: `refs/heads/branch-${number}`,
    repository: toDataCenterRepository('~me', 'app', 3),
  },
  toRef: { id: 'refs/heads/main', repository: toDataCenterRepository('ACME', 'app', 2) },
});

test('Bitbucket Data Center lists what the person opened in one request', async () => {
  const { outcome, server } = await list('bitbucket_data_center', () => ({
    '/rest/api/latest/dashboard/pull-requests': {
      isLastPage: true,
      values: [toDataCenterPullRequest(3, 'me')],
    },
  }));
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/rest/api/latest/dashboard/pull-requests?role=AUTHOR&state=OPEN&order=NEWEST&limit=100',
  ]);
  expect(outcome).toEqual({
    kind: 'own',
    pullRequests: [
      {
        url: `${server.origin}/projects/ACME/repos/app/pull-requests/3`,
        title: 'Change 3',
        head: { repository: { owner: '~me', name: 'app', id: '3' }, branch: 'branch-3' },
      },
    ],
  });
});

test('Bitbucket Data Center adds what chosen bots opened for the person to review', async () => {
  const server = await startLoopbackServer();
  server.handle(({ url = '' }, response) => {
    const isReview = url.includes('role=REVIEWER');
    const values = isReview
      ? [toDataCenterPullRequest(4, 'Devin'), toDataCenterPullRequest(5, 'grace')]
      : [];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ isLastPage: true, values }));
  });
  const urls = { webBaseUrl: server.origin, apiBaseUrl: `${server.origin}/rest/api/latest` };
  const settings = { id: 'dc', type: 'bitbucket_data_center', ...urls } as const;
  const forge = createBitbucketDataCenterForge(settings, createTestDeps());
  const outcome = await forge.ownPullRequests?.list({ botAuthors: ['devin'] }, toAccess('secret'));
  await server[Symbol.asyncDispose]();
  expect(server.requests).toHaveLength(2);
  expect(outcome).toMatchObject({ pullRequests: [{ title: 'Change 4' }] });
  expect(outcome).toMatchObject({ pullRequests: { length: 1 } });
});

const myId = '00000000-0000-4000-8000-000000000001';
const toAzureRepository = (name: string, last: number) => ({
  id: `00000000-0000-4000-9000-00000000000${last}`,
  name,
  project: { id: '00000000-0000-4000-a000-000000000001', name: 'Web shop' },
});
const toAzurePullRequest = (number: number, author = myId) => ({
  pullRequestId: number,
  title: `Change ${number}`,
  status: 'active',
  createdBy: { id: author, uniqueName: 'me@acme.test' },
  repository: toAzureRepository('app', 1),
  sourceRefName: `refs/heads/branch-${number}`,
  targetRefName: 'refs/heads/main',
});

test('Azure DevOps lists what the person opened in all projects of the organization', async () => {
  const { outcome, server } = await list('azure_devops', () => ({
    '/acme/_apis/connectionData': { authenticatedUser: { id: myId.toUpperCase() } },
    '/acme/_apis/git/pullrequests': {
      value: [
        toAzurePullRequest(8),
        toAzurePullRequest(9, '00000000-0000-4000-8000-000000000002'),
        { ...toAzurePullRequest(10), forkSource: { repository: toAzureRepository('fork', 2) } },
      ],
    },
  }));
  expect(server.requests).toHaveLength(2);
  const owner = 'acme/Web shop';
  expect(outcome).toEqual({
    kind: 'own',
    pullRequests: [
      {
        url: `${server.origin}/acme/Web%20shop/_git/app/pullrequest/8`,
        title: 'Change 8',
        head: {
          repository: { owner, name: 'app', id: '00000000-0000-4000-9000-000000000001' },
          branch: 'branch-8',
        },
      },
      expect.objectContaining({
        head: {
          repository: { owner, name: 'fork', id: '00000000-0000-4000-9000-000000000002' },
          branch: 'branch-10',
        },
      }),
    ],
  });
});

test('S10: Azure DevOps of all organizations lists nothing: only another host names them', () => {
  const urls = { webBaseUrl: 'https://dev.azure.com', apiBaseUrl: 'https://dev.azure.com' };
  const settings = { id: 'azure', type: 'azure_devops', ...urls } as const;
  expect(createAzureDevOpsForge(settings, createTestDeps()).ownPullRequests).toBeUndefined();
});

const types = [
  'github',
  'gitlab',
  'gitea',
  'bitbucket',
  'bitbucket_data_center',
  'azure_devops',
] as const;

test.each(types)(
  'S16: a %s that does not answer leaves the list unknown, not empty',
  async (type) => {
    const { outcome } = await list(type, () => ({}));
    expect(outcome?.kind).toBe('failed');
  },
);
