import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type RecordingServer,
  startRecordingServer,
} from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import type { ReviewList, ReviewThread } from '../contract/pull-request.ts';
import type { PullRequestText } from '../contract/pull-request-text.ts';
import { createProgram } from './program.ts';

const thread: ReviewThread = {
  id: '1',
  kind: 'diff',
  path: 'src/a.ts',
  line: 5,
  start_line: 3,
  side: 'new',
  resolved: false,
  resolved_by: null,
  outdated: true,
  head_sha: null,
  original_line: null,
  original_start_line: null,
  hunk: null,
  url: 'https://forge.test/1',
  truncated: false,
  comments: [
    {
      id: '2',
      author: null,
      body: 'Why\u001b[2J?\n  const a = 1;',
      truncated: true,
      suggestion: null,
      created_at: null,
      updated_at: null,
      url: null,
    },
  ],
};

const text: PullRequestText = {
  chat_id: 'one',
  remote_origin: 'https://forge.test/acme/app.git',
  branch: 'fix',
  pull_request: {
    number: 7,
    url: 'https://forge.test/acme/app/pull/7',
    title: 'Fix the\u001b[2J login',
    body: 'It waited\u001b[2J.\n\n    for nothing',
    truncated: false,
    author: 'ada',
    avatar_url: null,
    created_at: null,
    updated_at: null,
    labels: null,
  },
};

let list: ReviewList;
let server: RecordingServer;

beforeEach(async () => {
  list = {
    chat_id: 'one',
    remote_origin: 'https://forge.test/acme/app.git',
    branch: 'fix',
    reviews: [
      {
        reviewer: 'bob',
        avatar_url: null,
        state: 'changes_requested',
        submitted_at: null,
        url: null,
      },
    ],
    threads: [thread, { ...thread, id: '3', path: 'b.ts', resolved: true }],
    threads_truncated: false,
    threads_unread: [],
  };
  server = await startRecordingServer(({ path }) => ({
    body: path.includes('/pull-request') ? text : list,
  }));
});
afterEach(() => server[Symbol.asyncDispose]());

async function run(...args: string[]): Promise<string> {
  const environment = { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' };
  const terminal = createRecordingTerminal({ environment });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(['reviews', '--chat', 'one', ...args], { from: 'user' });
  return terminal.output();
}

test('prints reviews and unresolved threads, without escape sequences of their text', async () => {
  expect(await run()).toBe(`bob: changes requested

src/a.ts:3-5, unresolved, outdated
https://forge.test/1
  deleted account: Why?
      const a = 1;
    … more on the forge

Resolved threads: 1 (--resolved shows them)
`);
});

test('--resolved also prints resolved threads, and --json the response of the API', async () => {
  expect(await run('--resolved')).toContain('\nb.ts:3-5, resolved, outdated\n');
  expect(JSON.parse(await run('--json'))).toEqual(list);
});

test('says which threads are unknown, and why (S16)', async () => {
  list = { ...list, threads: null, threads_unread: ['Grant Pull requests: read.'] };
  expect(await run()).toContain('\nThe threads are unknown.\nGrant Pull requests: read.\n');
});

test('--description first prints the text of the pull request, without escape sequences', async () => {
  expect(await run('--description')).toContain(`Fix the login #7
by ada
https://forge.test/acme/app/pull/7

It waited.

    for nothing

bob: changes requested
`);
  const { pull_request } = text;
  expect(JSON.parse(await run('--description', '--json'))).toEqual({ ...list, pull_request });
});
