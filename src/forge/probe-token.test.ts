import { expect, test } from 'vitest';
import type { HttpClient, HttpResult } from '../platform/http-client.ts';
import type { ForgeType } from './forge.ts';
import { createForgeRegistry } from './registry.ts';
import { createTestDeps, toAccess } from './testing/test-deps.ts';

const sha = 'a'.repeat(40);
const paths: Record<ForgeType, string[]> = {
  github: [
    '/user',
    '/repos/acme/app/pulls?per_page=1',
    `/repos/acme/app/commits/${sha}/check-runs?per_page=1`,
    '/repos/acme/app/hooks?per_page=1',
  ],
  gitlab: [
    '/user',
    '/projects/acme%2Fapp/merge_requests?per_page=1',
    '/projects/acme%2Fapp/pipelines?per_page=1',
    '/projects/acme%2Fapp/hooks?per_page=1',
    '/personal_access_tokens/self',
  ],
  gitea: [
    '/user',
    '/repos/acme/app/pulls?state=all&limit=1',
    `/repos/acme/app/commits/${sha}/status?limit=1`,
    '/repos/acme/app/hooks?limit=1',
  ],
  bitbucket: [
    '/user',
    '/repositories/acme/app/pullrequests?pagelen=1',
    `/repositories/acme/app/commit/${sha}/statuses?pagelen=1`,
    '/repositories/acme/app/hooks?pagelen=1',
  ],
  bitbucket_data_center: [
    '/inbox/pull-requests/count',
    '/projects/acme/repos/app/pull-requests?limit=1',
    `/build-status/1.0/commits/${sha}?limit=1`,
    '/projects/acme/repos/app/webhooks?limit=1',
  ],
  azure_devops: [
    '/acme/_apis/connectionData?api-version=6.0-preview.1',
    '/acme/work/_apis/git/repositories/app/pullRequests?$top=1&api-version=6.0',
    `/acme/work/_apis/git/repositories/app/commits/${sha}/statuses?top=1&api-version=6.0`,
    '/acme/_apis/hooks/subscriptions?api-version=6.0',
  ],
};
const types = Object.keys(paths) as ForgeType[];
const names = ['account', 'pull_requests', 'checks', 'webhooks'];

/** Tries the rights at a forge that gives these responses, by a part of the path. */
async function probe(
  type: ForgeType,
  responses: Record<
    string,
    Partial<{ status: number; body: unknown; headers: Record<string, string> }>
  >,
  isTracked = true,
) {
  const urls: string[] = [];
  const get = async ({ url }: { url: string }): Promise<HttpResult> => {
    urls.push(url);
    const key = Object.keys(responses).find((part) => url.includes(part));
    const { status = 200, body = {}, headers = {} } = responses[key ?? ''] ?? {};
    return {
      kind: 'response',
      status,
      headers: new Headers(headers),
      body: Buffer.from(JSON.stringify(body)),
      redirected: false,
    };
  };
  const deps = { ...createTestDeps(), http: { get } as unknown as HttpClient };
  const path = type === 'azure_devops' ? 'tfs' : 'rest/api/latest';
  const apiBaseUrl = `https://forge.test/${path}`;
  const settings = [{ id: 'forge', type, apiBaseUrl, webBaseUrl: 'https://forge.test' }];
  const forge = createForgeRegistry(settings, deps).findForge('forge');
  const owner = type === 'azure_devops' ? 'acme/work' : 'acme';
  const tracked = { repository: { owner, name: 'app' }, branch: 'fix', headSha: sha };
  const request = { tracked: isTracked ? tracked : undefined };
  const outcome = await forge?.probeToken(request, toAccess('token'));
  return { outcome, urls, expiries: deps.expiries };
}

test.each(types)('%s: tries each right by one cheap read of its API', async (type) => {
  const { outcome, urls } = await probe(type, {});
  expect(urls.map((url) => new URL(url).host)).toEqual(paths[type].map(() => 'forge.test'));
  for (const [index, path] of paths[type].entries()) {
    expect(urls[index]?.endsWith(path), `${urls[index]} ends with ${path}`).toBe(true);
  }
  expect(urls).toHaveLength(paths[type].length);
  const rights = names.map((right) => ({ right, state: 'readable', message: null }));
  expect(outcome).toMatchObject({ kind: 'probed', rights });
});

test.each(types)('%s: says what is refused, why, and what to grant', async (type) => {
  const hooks = paths[type].at(3)?.split('?')[0] ?? '';
  const { outcome } = await probe(type, { [hooks]: { status: 403, body: { message: 'No.' } } });
  expect(outcome).toMatchObject({
    rights: [{}, {}, {}, { state: 'refused', message: expect.stringMatching(/To install/) }],
  });
});

test.each(types)('%s: stops when the forge rejects the token', async (type) => {
  const first = paths[type][0]?.split('?')[0] ?? '';
  const { outcome, urls } = await probe(type, { [first]: { status: 401 } });
  expect(outcome).toMatchObject({
    rights: [
      { state: 'rejected' },
      { state: 'unknown' },
      { state: 'unknown' },
      { state: 'unknown' },
    ],
  });
  expect(urls.filter((url) => !url.endsWith('/self'))).toHaveLength(1);
});

test.each(types)('%s: reports what no tracked branch shows yet as unknown', async (type) => {
  const { outcome } = await probe(type, {}, false);
  const unknown = { state: 'unknown', message: 'Nothing tracked on this forge shows it yet.' };
  expect(outcome).toMatchObject({ rights: [{}, unknown, unknown, unknown] });
});

test('reads the expiry of a GitLab token, which has a day', async () => {
  const self = { '/self': { body: { expires_at: '2026-05-01' } } };
  expect((await probe('gitlab', self)).outcome).toMatchObject({
    expiresAt: new Date('2026-05-01'),
  });
  const missing = { '/self': { status: 404 } };
  expect((await probe('gitlab', missing)).outcome).toMatchObject({ expiresAt: null });
});

test.each([
  ['2026-05-01 10:00:00 UTC', new Date('2026-05-01T10:00:00Z')],
  ['2026-05-01 10:00:00 +0200', new Date('2026-05-01T08:00:00Z')],
  ['soon', undefined],
])('learns the expiry of a GitHub token from the header of any response: %s', async (text, at) => {
  const headers = { 'github-authentication-token-expiration': text };
  const { expiries } = await probe('github', { '/user': { headers } });
  expect(expiries[0]).toEqual(at);
});
