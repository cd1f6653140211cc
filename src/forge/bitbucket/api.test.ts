import { describe, expect, test } from 'vitest';
import { toBasicOrBearer } from '../client/authorization.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { toGitCredential, toListReading } from './api.ts';

describe('an access token', () => {
  test('is sent to the API as a bearer token', () => {
    expect(toBasicOrBearer('ATCTT3x=1A')).toBe('Bearer ATCTT3x=1A');
  });

  test('is sent by git with the user name for access tokens', () => {
    const credential = { username: 'x-token-auth', password: 'ATCTT3x=1A' };
    expect(toGitCredential('ATCTT3x=1A')).toEqual(credential);
  });

  test('may begin with a colon', () => {
    expect(toBasicOrBearer(':secret')).toBe('Bearer :secret');
  });
});

describe('a user and a password', () => {
  test('are sent to the API unchanged', () => {
    expect(toBasicOrBearer('ada:se:cret')).toBe(`Basic ${btoa('ada:se:cret')}`);
  });

  test('are split for git at the first colon', () => {
    expect(toGitCredential('ada:se:cret')).toEqual({ username: 'ada', password: 'se:cret' });
  });
});

describe('an email address and an API token', () => {
  test('are sent to the API unchanged', () => {
    expect(toBasicOrBearer('ada@acme.test:ATATT3')).toBe(`Basic ${btoa('ada@acme.test:ATATT3')}`);
  });

  test('are sent by git with the user name for API tokens', () => {
    const credential = { username: 'x-bitbucket-api-token-auth', password: 'ATATT3' };
    expect(toGitCredential('ada@acme.test:ATATT3')).toEqual(credential);
  });
});

const reading = toListReading('names/1', (entry) => findText(toFields(entry), 'name'));
const url = 'https://api.bitbucket.org/2.0/repositories/acme/app/things?page=1';
const values = [{ name: 'a' }, { name: 'b' }];

function findNext(next: unknown): string | undefined {
  return reading.findNextUrl?.({ values, next }, new Headers(), url);
}

describe('the next page', () => {
  test('is the one that Bitbucket names', () => {
    const next = 'https://api.bitbucket.org/2.0/repositories/acme/app/things?page=2&q=%22a%22';
    expect(findNext(next)).toBe(next);
  });

  test.each([
    'https://bitbucket.org/!api/2.0/repositories/acme/app/things?page=2',
    'https://evil.test/2.0/repositories/acme/app/things?page=2',
    'https://user:password@evil.test:8443/repositories/acme/app/things?page=2#x',
  ])('is requested from the API itself, even if Bitbucket names another host: %s (S10)', (next) => {
    const own = 'https://api.bitbucket.org/2.0/repositories/acme/app/things?page=2';
    expect(findNext(next)).toBe(own);
  });

  test('is undefined at the end of the list', () => {
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
