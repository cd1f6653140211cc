import { expect, test } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { createProgram } from './program.ts';

const resetAt = new Date(2026, 0, 1, 14, 5).toISOString();
const core = { bucket: 'core', quota: 5_000, remaining: 4_200, reset_at: resetAt };
const forge = {
  id: 'github',
  type: 'github',
  web_base_url: 'https://github.com',
  api_base_url: 'https://api.github.com',
  token_linked: true,
  token_message: null,
  paused_until: null,
  budgets: [core, { ...core, bucket: 'gra\u001b[2Jphql', remaining: 0 }],
};

async function runForges(args: string[] = [], columns?: number): Promise<string> {
  await using server = await startRecordingServer(() => ({ body: [forge] }));
  const environment = { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' };
  const terminal = createRecordingTerminal({ environment, columns });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(['forges', ...args], { from: 'user' });
  return terminal.output();
}

test('forges prints the remaining quotas', async () => {
  expect((await runForges([], 100)).split('\n')).toEqual([
    'ID      TYPE    URL                 TOKEN   QUOTA LEFT',
    'github  github  https://github.com  linked  core: 4,200 of 5,000, resets at 14:05',
    '                                            graphql: 0 of 5,000, resets at 14:05',
    '',
  ]);
});

test('a program gets the whole line of a forge for each of its quotas', async () => {
  expect((await runForges()).split('\n')).toEqual([
    'github\tgithub\thttps://github.com\tlinked\tcore: 4,200 of 5,000, resets at 14:05',
    'github\tgithub\thttps://github.com\tlinked\tgraphql: 0 of 5,000, resets at 14:05',
    '',
  ]);
});

test('forges --json prints the API response', async () => {
  expect(JSON.parse(await runForges(['--json']))).toEqual([forge]);
});
