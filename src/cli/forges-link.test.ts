import { expect, test } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { createProgram } from './program.ts';

const forge = {
  id: 'github',
  type: 'github',
  web_base_url: 'https://github.com',
  token_linked: true,
  token_source: { kind: 'gh', name: 'gh' },
};

test('forges link --found links the token that another tool has, and says which', async () => {
  await using server = await startRecordingServer(({ method }) => ({
    body:
      method === 'GET' ? [forge] : { ...forge, token_source: { kind: 'linked', name: 'linked' } },
  }));
  const environment = { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' };
  const terminal = createRecordingTerminal({ environment });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(['forges', 'link', '--found', 'github'], { from: 'user' });
  expect(terminal.output()).toBe('Linked the token from gh for https://github.com\n');
  expect(server.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: '/api/v1/forges/github/token/found',
  });
});
