import { beforeEach, expect, test } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { FollowOwnPullRequest, OwnPullRequest } from '../domain/own-pull-request.ts';
import { followAll, type OwnPullRequestsDeps, OwnPullRequestsLoop } from './own-pull-requests.ts';
import { Polling } from './polling.ts';

const page = 'https://forge.test/acme/app/pull/1';
const pullRequest: OwnPullRequest = {
  url: page,
  title: 'Fix the login',
  head: { repository: { owner: 'Ada', name: 'app', id: '7' }, branch: 'fix' },
};

let lists: { token: string; botAuthors: readonly string[] }[];
let followed: FollowOwnPullRequest[];
let listed: OwnPullRequest[];
let unstorable: string;
let token: TokenLookup;
let unknownOrigin: string;
let settings: { enabled: boolean; botAuthors: string[] };
const clock = new FakeClock();

beforeEach(() => {
  [lists, followed, listed] = [[], [], [pullRequest]];
  token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pauses: [] };
  [unknownOrigin, unstorable] = ['', ''];
  settings = { enabled: true, botAuthors: ['copilot'] };
});

const deps: OwnPullRequestsDeps = {
  ownerId: 'ada',
  discovery: {
    findSettings: async () => settings,
    async follow(follow) {
      if (follow.title === unstorable) throw new Error('invalid byte sequence');
      return followed.push(follow) > 0;
    },
    yieldToPushes: async () => [],
  },
  forges: {
    listForges: () => [{ ...toForge(), id: 'silent', ownPullRequests: undefined }, toForge()],
  },
  store: { pauseToken: async () => undefined },
  tokens: { findToken: async () => token },
  budgets: { listQuotas: () => [] },
  polling: new Polling(1),
  clock,
  logger: new RecordingLogger(),
};

function toForge() {
  return {
    id: 'forge',
    statusBuckets: ['core', 'graphql'],
    parsePullRequestUrl: (url: string) =>
      url === page ? { repository: { owner: 'acme', name: 'app' } } : undefined,
    toRepositoryUrl: ({ owner, name }: { owner: string; name: string }) =>
      `https://forge.test/${owner}/${name}`,
    parseRemoteOrigin: (origin: string) =>
      origin === unknownOrigin ? undefined : { owner: 'Ada', name: 'app' },
    ownPullRequests: {
      bucket: 'graphql',
      async list(query: { botAuthors: readonly string[] }, access: { token: string }) {
        lists.push({ token: access.token, botAuthors: query.botAuthors });
        const foreign = { ...pullRequest, url: 'https://elsewhere.test/acme/app/pull/1' };
        return { kind: 'own' as const, pullRequests: [...listed, foreign] };
      },
    },
  };
}

const follow = () => followAll(deps, new AbortController().signal);

test('are followed by the repository of their branch, and hidden by that of their page', async () => {
  await follow();
  expect(lists).toEqual([{ token: 't', botAuthors: ['copilot'] }]);
  expect(followed).toEqual([
    {
      ownerId: 'ada',
      publicId: expect.stringMatching(/^own-[0-9a-f]{24}$/),
      workspaceId: expect.stringMatching(/^own:[0-9a-f]{24}$/),
      title: 'Fix the login',
      url: page,
      repositoryUrl: 'https://forge.test/acme/app',
      remoteOrigin: 'https://forge.test/Ada/app.git',
      branch: 'fix',
      forgeId: 'forge',
      repository: 'ada/app',
      repositoryId: '7',
    },
  ]);
});

test('are followed beside one that cannot be stored, and have a title of whole characters', async () => {
  const second = { ...pullRequest, title: `${'x'.repeat(199)}🚀` };
  listed = [pullRequest, second];
  unstorable = pullRequest.title;
  await follow();
  expect(followed.map(({ title }) => title)).toEqual(['x'.repeat(199)]);
});

test('get the page of their repository as address where its clones do not end with .git', async () => {
  unknownOrigin = 'https://forge.test/Ada/app.git';
  await follow();
  expect(followed).toMatchObject([{ remoteOrigin: 'https://forge.test/Ada/app' }]);
});

test('are not listed while turned off, without a token, or while its quota is paused (S5)', async () => {
  settings.enabled = false;
  await follow();
  settings.enabled = true;
  token = { kind: 'no_token', message: 'none' };
  await follow();
  const pauses = [{ ...toPause(60_000), bucket: 'graphql' }];
  token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pauses };
  await follow();
  expect(lists).toEqual([]);
});

test('are listed at the start, when a token changes, and every five minutes', async () => {
  const stopping = new AbortController();
  const loop = new OwnPullRequestsLoop(deps);
  const running = loop.run(stopping.signal);
  await settle();
  expect(lists).toHaveLength(1);
  loop.wake();
  await settle();
  expect(lists).toHaveLength(2);
  await clock.advance(5 * 60_000);
  expect(lists).toHaveLength(3);
  stopping.abort();
  await running;
});

test('are listed less often with a lower factor, and only on request while polling is paused', async () => {
  const polling = new Polling(0.5);
  const stopping = new AbortController();
  const loop = new OwnPullRequestsLoop({ ...deps, polling });
  const running = loop.run(stopping.signal);
  await clock.advance(9 * 60_000);
  expect(lists).toHaveLength(1);
  await clock.advance(60_000);
  expect(lists).toHaveLength(2);

  polling.note(new Date(clock.now()));
  loop.wake();
  await clock.advance(60 * 60_000);
  expect(lists).toHaveLength(2);
  loop.request();
  await settle();
  expect(lists).toHaveLength(3);
  await clock.advance(60 * 60_000);
  expect(lists).toHaveLength(3);

  polling.note(null);
  await settle();
  expect(lists).toHaveLength(4);
  stopping.abort();
  await running;
});
