import { expect, test } from 'vitest';
import { startLoopbackServer } from '../../platform/testing/loopback-server.ts';
import { createAdapterPorts, toAccess } from '../testing/adapter-ports.ts';
import { createGitLabForge } from './forge.ts';

const oauth = 'ab'.repeat(32);

test.each([
  ['glpat-abc', { 'private-token': 'glpat-abc' }, 'glpat-abc'],
  ['abcdefghij0123456789', { 'private-token': 'abcdefghij0123456789' }, 'abcdefghij0123456789'],
  [oauth, { authorization: `Bearer ${oauth}` }, oauth],
  ['oauth2:x.y-z', { authorization: 'Bearer x.y-z' }, 'x.y-z'],
])('%s goes where GitLab looks for its kind (S10)', async (token, expected, password) => {
  await using server = await startLoopbackServer((_, response) => void response.end('{}'));
  const urls = { apiBaseUrl: `${server.origin}/api/v4`, webBaseUrl: server.origin };
  const forge = createGitLabForge({ id: 'lab', type: 'gitlab', ...urls }, createAdapterPorts());
  const repository = { owner: 'acme', name: 'app' };
  await forge.fetchStatuses([{ repository, branch: 'x', known: undefined }], toAccess(token));
  const [request] = server.requests;
  expect(request?.headers).toMatchObject(expected);
  expect(Object.keys(request?.headers ?? {})).not.toContain(
    'authorization' in expected ? 'private-token' : 'authorization',
  );
  expect(forge.toGitCredential(token)).toEqual({ username: 'oauth2', password });
});
