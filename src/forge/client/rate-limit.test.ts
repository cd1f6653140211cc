import { describe, expect, test } from 'vitest';
import { findRateLimit } from './rate-limit.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const epochSeconds = now / 1000;
const later = (seconds: number) => ({ retryInMs: seconds * 1000 });

describe('a rate limit (S5)', () => {
  test.each([
    ['a 429 with Retry-After', 429, { 'retry-after': '30' }, 30],
    ['a 403 with Retry-After', 403, { 'retry-after': '90' }, 90],
    ['an HTTP date', 403, { 'retry-after': 'Thu, 01 Jan 2026 12:05:00 GMT' }, 300],
    ['an old HTTP date', 429, { 'retry-after': 'Thursday, 01-Jan-26 12:05:00 GMT' }, 300],
    ['an asctime date', 429, { 'retry-after': 'Thu Jan  1 12:05:00 2026' }, 300],
    ['a spent quota', 403, { 'x-ratelimit-remaining': '0', reset: 600 }, 600],
    ['a reset without a quota', 403, { reset: 600 }, 600],
    ['a 429 with a reset', 429, { reset: 600 }, 600],
    ['the reset of GitLab', 429, { 'ratelimit-reset': `${epochSeconds + 45}` }, 45],
    ['Retry-After before the reset', 403, { 'retry-after': '30', reset: 600 }, 30],
    ['an unreadable Retry-After', 403, { 'retry-after': 'soon', reset: 600 }, 600],
    ['a reset in the past', 403, { reset: -600 }, 60],
    ['a Retry-After of zero', 429, { 'retry-after': '0' }, 60],
    ['a date in the past', 429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 60],
    ['a reset in a year', 403, { reset: 31_000_000 }, 86_400],
    ['an endless Retry-After', 429, { 'retry-after': '9'.repeat(400) }, 86_400],
  ])('%s', (_, status, { reset, ...headers }: Record<string, string | number>, seconds) => {
    const sent = new Headers(headers as Record<string, string>);
    if (typeof reset === 'number') sent.set('x-ratelimit-reset', `${epochSeconds + reset}`);
    expect(findRateLimit({ status, headers: sent, text: '' }, now, true)).toMatchObject(
      later(seconds),
    );
  });

  test('concerns one quota when that one is used up', () => {
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-resource': 'graphql' };
    const sent = new Headers({ ...spent, 'x-ratelimit-reset': `${epochSeconds + 600}` });
    const limit = { retryInMs: 600_000, bucket: 'graphql' };
    expect(findRateLimit({ status: 403, headers: sent, text: '' }, now, true)).toMatchObject(limit);
    expect(findRateLimit({ status: 429, headers: sent, text: '' }, now, true)).toMatchObject(limit);
  });

  test.each([
    ['beside a spent quota', { 'x-ratelimit-remaining': '0', 'retry-after': '60' }],
    ['with quota left', { 'x-ratelimit-remaining': '9', 'retry-after': '60' }],
  ])('concerns the whole token with Retry-After %s', (_, headers) => {
    const sent = new Headers({ ...headers, 'x-ratelimit-resource': 'core' });
    sent.set('x-ratelimit-reset', `${epochSeconds + 60}`);
    expect(findRateLimit({ status: 429, headers: sent, text: '' }, now, true)).toMatchObject(
      later(60),
    );
  });

  const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes.';

  test.each([
    ['a 429 without headers', 429, {}, ''],
    ['a 429 with malformed headers', 429, { 'retry-after': '-5', 'x-ratelimit-reset': 'x' }, ''],
    ['a 429 with quota left', 429, { 'x-ratelimit-remaining': '9', reset: 600 }, ''],
    ['a secondary limit', 403, {}, secondary],
    [
      'a secondary limit with quota left',
      403,
      { 'x-ratelimit-remaining': '9', reset: 600 },
      secondary,
    ],
    ['a secondary limit with only a reset', 403, { reset: 600 }, secondary],
    ['abuse detection', 403, {}, 'You have triggered an abuse detection mechanism.'],
    ['a spent quota without headers', 403, {}, 'API rate limit exceeded for user ID 1.'],
    ['a limit of a resource', 403, {}, 'Rate limit for this resource has been exceeded'],
    ['a limit of a user', 403, {}, 'You have been rate limited.'],
    [
      'a limit of usage',
      403,
      {},
      'TF400733: Request was blocked due to exceeding usage of resource',
    ],
    ['a limit of a proxy', 403, {}, '<html><title>Too Many Requests</title></html>'],
  ])(
    '%s ends at an unknown time',
    (_, status, { reset, ...headers }: Record<string, unknown>, text) => {
      const sent = new Headers(headers as Record<string, string>);
      if (typeof reset === 'number') sent.set('x-ratelimit-reset', `${epochSeconds + reset}`);
      expect(findRateLimit({ status, headers: sent, text }, now, true)).toBe('open');
    },
  );

  test('of a spent quota ends when it is refilled, whatever the forge says', () => {
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${epochSeconds + 600}` };
    const sent = { status: 403, headers: new Headers(spent), text: secondary };
    expect(findRateLimit(sent, now, true)).toMatchObject(later(600));
  });

  test.each([
    'Resource not accessible by personal access token',
    'You need an administrator to change the rate limit',
    'Rate limits can only be read by administrators',
  ])('a 403 with "%s" is not a rate limit', (text) => {
    const refused = { status: 403, headers: new Headers(), text };
    expect(findRateLimit(refused, now, true)).toBeUndefined();
  });

  test.each([
    ['a 403 without times', 403, {}],
    ['a 403 beside an unspent quota', 403, { 'x-ratelimit-remaining': '4999' }],
    ['a 401', 401, { 'x-ratelimit-remaining': '0' }],
    ['a 503 with Retry-After', 503, { 'retry-after': '30' }],
  ])('%s is not a rate limit', (_, status, headers) => {
    const sent = new Headers(headers);
    if (status !== 403 || sent.has('x-ratelimit-remaining')) {
      sent.set('x-ratelimit-reset', `${epochSeconds + 600}`);
    }
    expect(findRateLimit({ status, headers: sent, text: '' }, now, true)).toBeUndefined();
  });

  describe('of a forge that responds with 429 when a quota is used up', () => {
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${epochSeconds + 600}` };

    test('is not a 403, whatever its quota headers are', () => {
      expect(
        findRateLimit({ status: 403, headers: new Headers(spent), text: '' }, now, false),
      ).toBeUndefined();
    });

    test('is a 403 with Retry-After', () => {
      const sent = new Headers({ ...spent, 'retry-after': '90' });
      expect(findRateLimit({ status: 403, headers: sent, text: '' }, now, false)).toEqual(
        later(90),
      );
    });

    test('is a 429 with a reset', () => {
      expect(
        findRateLimit({ status: 429, headers: new Headers(spent), text: '' }, now, false),
      ).toMatchObject(later(600));
    });
  });
});
