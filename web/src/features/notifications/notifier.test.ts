import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Chat } from '../../../../src/contract/chat.ts';
import { makeChat, makeChecks, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { defaultSettings } from './notification-preferences.ts';
import { Notifier } from './notifier.ts';

const checks = makeChecks({ state: 'failed', passed: 0, failed: 1, pending: 0 });
const working = (id: string): Chat => makeChat([makeStatus()], { id, title: id });
const failing = (id: string): Chat => makeChat([makeOpenStatus({ checks })], { id, title: id });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function arrange(options: { enabled?: boolean; away?: boolean } = {}) {
  const shown: string[] = [];
  const closed: string[] = [];
  const alerts: true[] = [];
  const stop = new AbortController();
  const deps = {
    getSettings: () => ({ ...defaultSettings, enabled: options.enabled ?? true }),
    mayNotify: () => Promise.resolve(options.away ?? true),
    show: ({ title }: { title: string }) => shown.push(title),
    close: (tag: string) => closed.push(tag),
    onAlert: () => alerts.push(true),
  };
  const notifier = new Notifier(deps, stop.signal);
  return { notifier, stop, shown, closed, alerts };
}

const waitForGrouping = () => vi.advanceTimersByTimeAsync(5_000);

test('chats that need a person when the page opens cause no notification', async () => {
  const { notifier, shown } = arrange();
  notifier.follow([failing('a')]);
  await waitForGrouping();
  expect(shown).toEqual([]);
});

test('alerts within a few seconds are one notification', async () => {
  const { notifier, shown } = arrange();
  notifier.follow([working('a'), working('b')]);
  notifier.follow([failing('a'), working('b')]);
  notifier.follow([failing('a'), failing('b')]);
  await waitForGrouping();
  expect(shown).toEqual(['2 chats need you']);
});

test('the same alert is sent once', async () => {
  const { notifier, shown } = arrange();
  notifier.follow([working('a')]);
  notifier.follow([failing('a')]);
  await waitForGrouping();
  notifier.follow([failing('a')]);
  await waitForGrouping();
  expect(shown).toEqual(['a']);
});

test('an alert that resolves within those seconds is not sent', async () => {
  const { notifier, shown, alerts } = arrange();
  notifier.follow([working('a')]);
  notifier.follow([failing('a')]);
  notifier.follow([working('a')]);
  await waitForGrouping();
  expect([shown, alerts]).toEqual([[], []]);
});

test('nothing is sent while the page is visible or notifications are off', async () => {
  for (const options of [{ away: false }, { enabled: false }]) {
    const { notifier, shown, alerts } = arrange(options);
    notifier.follow([working('a')]);
    notifier.follow([failing('a')]);
    await waitForGrouping();
    expect(shown).toEqual([]);
    expect(alerts).toHaveLength(1);
  }
});

test('the notification of a recovered chat is closed', async () => {
  const { notifier, closed } = arrange();
  notifier.follow([working('a')]);
  notifier.follow([failing('a')]);
  await waitForGrouping();
  notifier.follow([working('a')]);
  expect(closed).toEqual(['afterpush.chat.a']);
});

test('nothing is sent after it is stopped', async () => {
  const { notifier, stop, shown } = arrange();
  notifier.follow([working('a')]);
  notifier.follow([failing('a')]);
  stop.abort();
  await waitForGrouping();
  expect(shown).toEqual([]);
});
