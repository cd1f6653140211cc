import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { reasons } from '../../../../src/contract/reasons.ts';
import { makeChecks, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { LineCounts } from './change-counts.tsx';
import { ChecksBadge } from './checks-badge.tsx';
import { LabelList } from './label-list.tsx';
import { MergeBadges } from './merge-badges.tsx';
import { ReasonIcon } from './reason-badge.tsx';
import { ThreadsBadge } from './reviews-badge.tsx';

function render<Props extends object>(component: FunctionComponent<Props>, props: Props): string {
  return renderToStaticMarkup(createElement(component, props));
}

/** What a screen reader announces: icons and their numbers are hidden from it. */
function readAloud(markup: string): string {
  return markup
    .replace(/<(svg|span)[^>]*aria-hidden="true"[^>]*>.*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, '');
}

const failed = makeChecks({ state: 'failed' as const, passed: 11, failed: 2, pending: 1 });

describe('the badges of a row', () => {
  test('checks are drawn, counted, and announced once', () => {
    const markup = render(ChecksBadge, { status: makeOpenStatus({ checks: failed }) });

    expect(markup).toContain('2 failed</span>');
    expect(markup.match(/<circle/g)).toHaveLength(3);
    expect(readAloud(markup)).toBe('11 of 14 checks passed, 2 failed, 1 running');
  });

  test('reasons have different symbols, except where the same has to be done', () => {
    const bySymbol = new Map<string, string[]>();
    for (const reason of reasons) {
      const symbol = /<path.*<\/svg>/.exec(render(ReasonIcon, { reason, status: null }))?.[0] ?? '';
      bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), reason]);
    }
    const shared = [...bySymbol.values()].filter(({ length }) => length > 1);
    expect(shared).toEqual([
      ['no_token', 'token_refused'],
      ['not_found', 'no_forge'],
    ]);
  });

  test('unknown or absent checks render no badge', () => {
    const none = makeChecks({ state: null, passed: 0, failed: 0, pending: 0 });
    for (const status of [null, makeStatus(), makeOpenStatus({ checks: none })]) {
      expect(render(ChecksBadge, { status })).toBe('<span class="checks"></span>');
    }
  });

  test('unknown mergeability renders no badge', () => {
    const status = makeOpenStatus({ mergeability: 'unknown' });
    expect(render(MergeBadges, { status })).toBe('<span class="merge-badges"></span>');
  });

  test('merge trouble, the queue and auto-merge are announced', () => {
    const readAloudBadge = (change: Parameters<typeof makeOpenStatus>[0]) =>
      readAloud(render(MergeBadges, { status: makeOpenStatus(change) }));

    expect(readAloudBadge({ mergeability: 'conflicting' })).toBe('conflicts with its base');
    expect(readAloudBadge({ in_merge_queue: true, merge_queue_position: 3 })).toBe(
      'in the merge queue, position 3',
    );
    expect(readAloudBadge({ in_merge_queue: true })).toBe('in the merge queue');
    expect(readAloudBadge({ auto_merge: true, mergeability: 'behind' })).toBe(
      'behind its baseauto-merge is on',
    );
  });

  test('unresolved threads are counted while the pull request is open', () => {
    const readAloudBadge = (change: Parameters<typeof makeOpenStatus>[0]) =>
      readAloud(render(ThreadsBadge, { status: makeOpenStatus(change) }));

    expect(readAloudBadge({ unresolved_threads: 1 })).toBe('1 unresolved thread');
    expect(readAloudBadge({ unresolved_threads: 0 })).toBe('');
    expect(readAloudBadge({ unresolved_threads: 2, pull_request_state: 'merged' })).toBe('');
  });

  test('incomplete counts say so', () => {
    const markup = render(LineCounts, { additions: 1_000, deletions: 3, atLeast: true });
    expect(markup).toContain('+1k+');
    expect(markup).toContain('at least 1,000 lines added, 3 lines deleted');
  });
});

test('a label is rendered as text, whatever the forge sends', () => {
  const markup = render(LabelList, {
    labels: [{ name: '<b>bug</b>', color: 'red;background:url(//evil.example)' }],
  });
  expect(markup).toContain('&lt;b&gt;bug&lt;/b&gt;');
  expect(markup).not.toContain('evil');
});
