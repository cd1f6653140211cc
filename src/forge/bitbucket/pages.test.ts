import { describe, expect, test } from 'vitest';
import { findText, toFields } from '../parsing/json-fields.ts';
import { toListReading } from './pages.ts';

const reading = toListReading('names/1', (entry) => findText(toFields(entry), 'name'));
const url = 'https://api.bitbucket.org/2.0/repositories/acme/app/things?page=1';
const values = [{ name: 'a' }, { name: 'b' }];

function findNext(next: unknown): string | undefined {
  return reading.findNextUrl?.({ values, next }, new Headers(), url);
}

describe('the next page', () => {
  test('is where Bitbucket says', () => {
    const next = 'https://api.bitbucket.org/2.0/repositories/acme/app/things?page=2&q=%22a%22';
    expect(findNext(next)).toBe(next);
  });

  test.each([
    'https://bitbucket.org/!api/2.0/repositories/acme/app/things?page=2',
    'https://evil.test/2.0/repositories/acme/app/things?page=2',
    'https://user:password@evil.test:8443/repositories/acme/app/things?page=2#x',
  ])('is asked for at the API itself, whatever host is named: %s (S10)', (next) => {
    const own = 'https://api.bitbucket.org/2.0/repositories/acme/app/things?page=2';
    expect(findNext(next)).toBe(own);
  });

  test('is none at the end', () => {
    expect(findNext(undefined)).toBeUndefined();
    expect(reading.parse({ values, next: null })).toEqual(['a', 'b']);
  });

  test.each(['', 'page 2', 7, {}, 'https://api.bitbucket.org/elsewhere?page=2'])(
    'that cannot be followed makes the page unreadable: %j (S9)',
    (next) => {
      expect(reading.parse({ values, next })).toBeUndefined();
    },
  );
});

test.each([null, [], {}, { values: null }, { values: [{}] }, [{ name: 'a' }]])(
  'what is no list is not read as an empty one: %j',
  (body) => {
    expect(reading.parse(body)).toBeUndefined();
  },
);
