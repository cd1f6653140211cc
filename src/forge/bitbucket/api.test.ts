import { describe, expect, test } from 'vitest';
import { toBasicOrBearer } from '../client/authorization.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { toGitCredential, toListReading } from './api.ts';

describe('a token alone', () => {
  test('is borne to the API', () => {
    expect(toBasicOrBearer('ATCTT3x=1A')).toBe('Bearer ATCTT3x=1A');
  });

  test('goes to git under the name for access tokens', () => {
    const credential = { username: 'x-token-auth', password: 'ATCTT3x=1A' };
    expect(toGitCredential('ATCTT3x=1A')).toEqual(credential);
  });

  test('is what begins with a colon, for lack of a user', () => {
    expect(toBasicOrBearer(':secret')).toBe('Bearer :secret');
  });
});

describe('a user and a password', () => {
  test('are sent to the API as they are', () => {
    expect(toBasicOrBearer('ada:se:cret')).toBe(`Basic ${btoa('ada:se:cret')}`);
  });

  test('go to git apart, the password with all its colons', () => {
    expect(toGitCredential('ada:se:cret')).toEqual({ username: 'ada', password: 'se:cret' });
  });
});

describe('an e-mail address and an API token', () => {
  test('are sent to the API as they are', () => {
    expect(toBasicOrBearer('ada@acme.test:ATATT3')).toBe(`Basic ${btoa('ada@acme.test:ATATT3')}`);
  });

  test('go to git under the name for API tokens', () => {
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
