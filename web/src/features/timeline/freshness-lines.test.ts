import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../../src/contract/diff-status.ts';
import type { WebhookFeed } from '../../../../src/contract/forges.ts';
import type { TimelineEntry, TimelineEvent } from '../../../../src/contract/timeline.ts';
import { instant, makeFailure, makeOpenStatus, makeStatus, now } from '../../testing/chats.ts';
import {
  type FreshnessContext,
  type FreshnessPart,
  findLastFailure,
  formatFreshnessHeadline,
  listFreshnessLines,
} from './freshness-lines.ts';

const context: FreshnessContext = {
  forge: 'GitHub',
  pausedUntil: null,
  polling: { factor: 1, paused: false, paused_at: null },
  feed: undefined,
  disconnected: false,
  lastFailure: undefined,
};

const makeFeed = (change: Partial<WebhookFeed>): WebhookFeed => ({
  forge_id: 'github',
  repository: 'acme/app',
  state: 'live',
  last_delivery_at: instant(120),
  installed_at: instant(7_200),
  ...change,
});

function read(
  part: FreshnessPart,
  status: ReturnType<typeof makeStatus>,
  change: Partial<FreshnessContext> = {},
) {
  return listFreshnessLines(status, { ...context, ...change }, now).find(
    (line) => line.part === part,
  )?.sentence;
}

describe('the last check', () => {
  test('is shown with its age', () => {
    expect(read('last_check', makeStatus())).toBe('12 s ago');
    expect(read('last_check', makeStatus({ refreshed_at: null }))).toBe('Not checked yet');
  });

  test('S9: is the last successful one while checks fail', () => {
    const failure = makeFailure('unavailable');
    expect(read('last_check', makeOpenStatus({ failure, refreshed_at: instant(180) }))).toBe(
      'Last succeeded 3 min ago',
    );
    expect(read('last_check', makeStatus({ failure, refreshed_at: null }))).toBe(
      'No check has succeeded yet',
    );
  });
});

describe('while polling is paused', () => {
  const polling = { factor: 1, paused: true, paused_at: instant(420) };
  const waiting = makeOpenStatus({ waits_for_polling: true, next_check_at: null });

  test('the headline and the next check say so', () => {
    expect(read('next_check', waiting, { polling })).toMatch(/^Polling paused since 13:51:/);
    expect(formatFreshnessHeadline(waiting, { ...context, polling }, now)).toMatch(
      /^Polling paused since 13:51:/,
    );
  });

  test.each([
    [null, 'No webhook, and polling is paused.'],
    [makeFeed({ state: 'silent' }), /last delivery was 2 min ago\. Polling is paused, too\.$/],
    [
      makeFeed({ state: 'never', last_delivery_at: null }),
      /nothing has been delivered yet\. Polling is paused, too\.$/,
    ],
  ])('a webhook that delivers nothing is not said to be made up for: %o', (feed, expected) => {
    expect(read('feed', waiting, { polling, feed })).toMatch(expected);
  });
});

test('the next check is unknown while the server is unreachable', () => {
  expect(read('next_check', makeOpenStatus(), { disconnected: true })).toMatch(/^Unknown while/);
  expect(
    formatFreshnessHeadline(makeOpenStatus(), { ...context, disconnected: true }, now),
  ).toMatch(/^The server cannot be reached/);
});

test('the last push is shown with its age, or that there was none', () => {
  expect(read('push', makeStatus())).toBe('1 h ago');
  expect(read('push', makeStatus({ reported_at: null }))).toBe('No push received yet');
});

describe('a webhook', () => {
  test.each<[string, WebhookFeed | null]>([
    ['Active. Last delivery 2 min ago.', makeFeed({})],
    ['Installed. No delivery yet.', makeFeed({ state: 'waiting', last_delivery_at: null })],
    [
      'Installed, but the last delivery was 2 min ago. Afterpush polls instead.',
      makeFeed({ state: 'silent' }),
    ],
    [
      'Installed 2 h ago, but nothing has been delivered yet. Afterpush polls instead.',
      makeFeed({ state: 'silent', last_delivery_at: null }),
    ],
    ['No webhook. Afterpush polls, which is slower and uses more quota.', null],
  ])('%s', (sentence, feed) => {
    expect(read('feed', makeStatus(), { feed })).toBe(sentence);
  });

  test('is not mentioned until it is loaded', () => {
    expect(read('feed', makeStatus())).toBeUndefined();
  });

  test('can be installed if none is live', () => {
    const findAction = (feed: WebhookFeed | null) =>
      listFreshnessLines(makeStatus(), { ...context, feed }, now).find(
        ({ part }) => part === 'feed',
      )?.action;
    expect(findAction(null)).toBe('install_webhook');
    expect(findAction(makeFeed({}))).toBeUndefined();
  });
});

describe('the last failure', () => {
  const span = {
    failure: 'unavailable',
    message: 'the message of the forge',
    since: instant(600),
    until: null,
  } as const;

  test('that is ongoing shows when it began, if the timeline has it', () => {
    const status = makeOpenStatus({ failure: makeFailure('unavailable') });
    expect(read('failure', status, { lastFailure: span })).toBe(
      'Since 13:48: GitHub is not responding.',
    );
    expect(read('failure', status)).toBe('GitHub is not responding.');
  });

  test('that is over shows when it began and ended', () => {
    const lastFailure = { ...span, until: instant(300) };
    expect(read('failure', makeOpenStatus(), { lastFailure })).toBe(
      'Resolved at 13:53 (began 13:48): GitHub is not responding.',
    );
  });

  test('is not mentioned if there was none', () => {
    expect(read('failure', makeOpenStatus())).toBeUndefined();
  });
});

describe('the headline', () => {
  const headline = (
    status: ReturnType<typeof makeStatus>,
    change: Partial<FreshnessContext> = {},
  ) => formatFreshnessHeadline(status, { ...context, ...change }, now);

  test('says that a branch without problems is up to date', () => {
    expect(headline(makeOpenStatus())).toBe('Up to date.');
  });

  test('names the failure, the pause, the push or the end of the work', () => {
    expect(headline(makeOpenStatus({ failure: makeFailure('timed_out') }))).toBe(
      'GitHub responds too slowly.',
    );
    expect(headline(makeOpenStatus(), { pausedUntil: instant(-60) })).toMatch(
      /^Paused until 13:59/,
    );
    expect(headline(makeStatus({ reported_at: instant(5) }))).toMatch(/^A push came in/);
    expect(headline(makeStatus({ refreshed_at: null }))).toMatch(/^Not checked yet/);
    expect(headline(makeOpenStatus({ next_check_at: null }))).toMatch(/^Final/);
  });
});

const failed = (failure: FailureKind): TimelineEvent => ({
  kind: 'look_failed',
  failure,
  message: `message of ${failure}`,
  retry_at: null,
});
const recovered: TimelineEvent = { kind: 'recovered' };
const pushed: TimelineEvent = { kind: 'push_seen' };

/** Newest first, a minute apart. */
const toEntries = (...events: TimelineEvent[]): TimelineEntry[] =>
  events.map((event, index) => ({ id: String(index), at: instant(index * 60), event }));

test('there is no failure span without a failure', () => {
  expect(findLastFailure([])).toBeUndefined();
  expect(findLastFailure(toEntries(pushed, recovered))).toBeUndefined();
});

test('an ongoing failure began with the first failure after the last success', () => {
  const entries = toEntries(failed('timed_out'), pushed, failed('unavailable'), recovered);
  expect(findLastFailure(entries)).toEqual({
    failure: 'timed_out',
    message: 'message of timed_out',
    since: instant(120),
    until: null,
  });
});

test('a past failure has the time at which it ended', () => {
  const entries = toEntries(
    pushed,
    recovered,
    failed('unavailable'),
    recovered,
    failed('internal'),
  );
  expect(findLastFailure(entries)).toMatchObject({ since: instant(120), until: instant(60) });
});
