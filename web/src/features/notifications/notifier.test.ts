import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Chat } from '../../../../src/contract/chat.ts';
import { makeChat, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { defaultSettings } from './notification-preferences.ts';
import { Notifier } from './notifier.ts';

const checks = { state: 'failed', passed: 0, failed: 1, pending: 0 } as const;
const calm = (id: string): Chat => makeChat([makeStatus()], { id, title: id });
const failing = (id: string): Chat => makeChat([makeOpenStatus({ checks })], { id, title: id });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function arrange(options: { enabled?: boolean; away?: boolean } = {}) {
  const shown: string[] = [];
  const closed: string[] = [];
  const news: true[] = [];
  const stop = new AbortController();
  const world = {
    getSettings: () => ({ ...defaultSettings, enabled: options.enabled ?? true }),
    mayNotify: () => Promise.resolve(options.away ?? true),
    show: ({ title }: { title: string }) => shown.push(title),
    close: (tag: string) => closed.push(tag),
    onNews: () => news.push(true),
  };
  const notifier = new Notifier(world, stop.signal);
  return { notifier, stop, shown, closed, news };
}

const letGather = () => vi.advanceTimersByTimeAsync(5_000);

test('what needed a person when the page opened is no news', async () => {
  const { notifier, shown } = arrange();
  notifier.follow([failing('a')]);
  await letGather();
  expect(shown).toEqual([]);
});

test('a storm is one notification', async () => {
  const { notifier, shown } = arrange();
  notifier.follow([calm('a'), calm('b')]);
  notifier.follow([failing('a'), calm('b')]);
  notifier.follow([failing('a'), failing('b')]);
  await letGather();
  expect(shown).toEqual(['2 chats newly need you']);
});

test('the same news is told once', async () => {
  const { notifier, shown } = arrange();
  notifier.follow([calm('a')]);
  notifier.follow([failing('a')]);
  await letGather();
  notifier.follow([failing('a')]);
  await letGather();
  expect(shown).toEqual(['a']);
});

test('what passed within the seconds of gathering is not told', async () => {
  const { notifier, shown, news } = arrange();
  notifier.follow([calm('a')]);
  notifier.follow([failing('a')]);
  notifier.follow([calm('a')]);
  await letGather();
  expect([shown, news]).toEqual([[], []]);
});

test('who looks at the page, or asked for nothing, is not notified', async () => {
  for (const options of [{ away: false }, { enabled: false }]) {
    const { notifier, shown, news } = arrange(options);
    notifier.follow([calm('a')]);
    notifier.follow([failing('a')]);
    await letGather();
    expect(shown).toEqual([]);
    expect(news).toHaveLength(1);
  }
});

test('a chat that recovered takes its notification back', async () => {
  const { notifier, closed } = arrange();
  notifier.follow([calm('a')]);
  notifier.follow([failing('a')]);
  await letGather();
  notifier.follow([calm('a')]);
  expect(closed).toEqual(['afterpush.chat.a']);
});

test('after its end nothing is told', async () => {
  const { notifier, stop, shown } = arrange();
  notifier.follow([calm('a')]);
  notifier.follow([failing('a')]);
  stop.abort();
  await letGather();
  expect(shown).toEqual([]);
});
