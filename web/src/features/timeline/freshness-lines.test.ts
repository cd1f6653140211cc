import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../../src/contract/diff-status.ts';
import type { TimelineEntry, TimelineEvent } from '../../../../src/contract/timeline.ts';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';
import { instant, makeFailure, makeOpenStatus, makeStatus, now } from '../../testing/chats.ts';
import {
  type AnswerPart,
  type FreshnessSources,
  findLastFailure,
  toAnswerHeadline,
  toAnswerLines,
} from './freshness-lines.ts';

const sources: FreshnessSources = {
  forge: 'GitHub',
  pausedUntil: null,
  feed: undefined,
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
  part: AnswerPart,
  status: ReturnType<typeof makeStatus>,
  change: Partial<FreshnessSources> = {},
) {
  return toAnswerLines(status, { ...sources, ...change }, now).find((line) => line.part === part)
    ?.sentence;
}

describe('the last look', () => {
  test('is told with its age', () => {
    expect(read('last_look', makeStatus())).toBe('Last looked 12 s ago.');
    expect(read('last_look', makeStatus({ refreshed_at: null }))).toBe('It was not looked at yet.');
  });

  test('S9: is the last one that succeeded while looks fail', () => {
    const failure = makeFailure('unavailable');
    expect(read('last_look', makeOpenStatus({ failure, refreshed_at: instant(180) }))).toBe(
      'The last look that succeeded was 3 min ago.',
    );
    expect(read('last_look', makeStatus({ failure, refreshed_at: null }))).toBe(
      'No look has succeeded yet.',
    );
  });
});

test('the last push is told, and that none was seen', () => {
  expect(read('push', makeStatus())).toBe('The last push was seen 1 h ago.');
  expect(read('push', makeStatus({ reported_at: null }))).toBe('No push was seen yet.');
});

describe('a webhook feed', () => {
  test.each<[string, WebhookFeed | null]>([
    ['GitHub tells of changes here. It last did 2 min ago.', makeFeed({})],
    ['GitHub tells of changes here.', makeFeed({ last_delivery_at: null })],
    [
      'One is set up, but was last heard 2 min ago. Changes are found by asking.',
      makeFeed({ state: 'silent' }),
    ],
    [
      'One was set up 2 h ago and has told nothing yet. Changes are found by asking.',
      makeFeed({ state: 'silent', last_delivery_at: null }),
    ],
    ['None tells of changes here. They are found by asking: later, and for more requests.', null],
  ])('%s', (sentence, feed) => {
    expect(read('feed', makeStatus(), { feed })).toBe(sentence);
  });

  test('that was not read is not spoken of', () => {
    expect(read('feed', makeStatus())).toBeUndefined();
  });

  test('can be set up where none is live', () => {
    const findAction = (feed: WebhookFeed | null) =>
      toAnswerLines(makeStatus(), { ...sources, feed }, now).find(({ part }) => part === 'feed')
        ?.action;
    expect(findAction(null)).toBe('set_up_feed');
    expect(findAction(makeFeed({}))).toBeUndefined();
  });
});

describe('the last failure', () => {
  const span = {
    failure: 'unavailable',
    message: 'what the forge said',
    since: instant(600),
    until: null,
  } as const;

  test('that lasts says since when, as far as the timeline tells', () => {
    const status = makeOpenStatus({ failure: makeFailure('unavailable') });
    expect(read('failure', status, { lastFailure: span })).toBe(
      'Since 13:48: GitHub does not answer.',
    );
    expect(read('failure', status)).toBe('GitHub does not answer.');
  });

  test('that is over says from when to when', () => {
    const lastFailure = { ...span, until: instant(300) };
    expect(read('failure', makeOpenStatus(), { lastFailure })).toBe(
      'Over since 13:53, it began at 13:48: GitHub does not answer.',
    );
  });

  test('is not spoken of when there was none', () => {
    expect(read('failure', makeOpenStatus())).toBeUndefined();
  });
});

describe('the short answer', () => {
  const answer = (status: ReturnType<typeof makeStatus>, change: Partial<FreshnessSources> = {}) =>
    toAnswerHeadline(status, { ...sources, ...change }, now);

  test('is that nothing is in the way, where nothing is', () => {
    expect(answer(makeOpenStatus())).toBe('Nothing is in the way.');
  });

  test('is the failure, the pause, the push or the end of the work', () => {
    expect(answer(makeOpenStatus({ failure: makeFailure('timed_out') }))).toBe(
      'GitHub answers too slowly.',
    );
    expect(answer(makeOpenStatus(), { pausedUntil: instant(-60) })).toMatch(/^Paused until 13:59/);
    expect(answer(makeStatus({ reported_at: instant(5) }))).toMatch(/^A push came in/);
    expect(answer(makeStatus({ refreshed_at: null }))).toMatch(/^The first look/);
    expect(answer(makeOpenStatus({ stale_at: null }))).toMatch(/^It is settled/);
  });
});

const failed = (failure: FailureKind): TimelineEvent => ({
  kind: 'look_failed',
  failure,
  message: `said ${failure}`,
  retry_at: null,
});
const recovered: TimelineEvent = { kind: 'recovered' };
const pushed: TimelineEvent = { kind: 'push_seen' };

/** Newest first, a minute apart. */
const toEntries = (...events: TimelineEvent[]): TimelineEntry[] =>
  events.map((event, index) => ({ id: String(index), at: instant(index * 60), event }));

test('without a failure there is none', () => {
  expect(findLastFailure([])).toBeUndefined();
  expect(findLastFailure(toEntries(pushed, recovered))).toBeUndefined();
});

test('one that lasts began with the first failure after the last good look', () => {
  const entries = toEntries(failed('timed_out'), pushed, failed('unavailable'), recovered);
  expect(findLastFailure(entries)).toEqual({
    failure: 'timed_out',
    message: 'said timed_out',
    since: instant(120),
    until: null,
  });
});

test('one that is over says when it ended', () => {
  const entries = toEntries(
    pushed,
    recovered,
    failed('unavailable'),
    recovered,
    failed('internal'),
  );
  expect(findLastFailure(entries)).toMatchObject({ since: instant(120), until: instant(60) });
});
