import { describe, expect, test } from 'vitest';
import { toBasicOrBearer } from '../client/authorization.ts';
import { toGitCredential } from './api.ts';

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
