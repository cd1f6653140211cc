import { describe, expect, test } from 'vitest';
import { describeDenial, findSignOnUrl } from './access-denied.ts';

const denied = {
  host: 'api.github.com',
  subject: 'the repository acme/app',
  message: undefined,
  signOnUrl: undefined,
};
const signOnUrl = 'https://github.com/orgs/acme/sso?authorization_request=AA-1_b';

describe('a denial', () => {
  test('of single sign-on names the organization and the link', () => {
    expect(describeDenial({ ...denied, signOnUrl })).toBe(
      'The organization acme requires single sign-on to read the repository acme/app. ' +
        `Authorize the token for it at ${signOnUrl}.`,
    );
  });

  test('of single sign-on without a link says where to authorize the token', () => {
    const message = 'Resource protected by organization SAML enforcement.';
    expect(describeDenial({ ...denied, message })).toContain('requires single sign-on');
    expect(describeDenial({ ...denied, message })).toContain('in the settings of the token');
  });

  test('of an IP allow list is not blamed on the token', () => {
    const message =
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.';
    const described = describeDenial({ ...denied, message });
    expect(described).toContain('add the address of this server');
    expect(described).toContain('`acme`');
    expect(described).not.toContain('link another one');
  });

  test('of anything else quotes the forge', () => {
    const message = 'Resource not accessible by personal access token';
    expect(describeDenial({ ...denied, message })).toBe(
      'api.github.com does not allow this token to read the repository acme/app: ' +
        `"${message}". Give the token access, or link another one.`,
    );
  });
});

describe('the link for single sign-on', () => {
  const find = (header: string | null, host = 'api.github.com') =>
    findSignOnUrl(new Headers(header === null ? {} : { 'x-github-sso': header }), host);

  test('is in the header', () => {
    expect(find(`required; url=${signOnUrl}`)).toBe(signOnUrl);
    const own = 'https://git.acme.test/orgs/acme/sso';
    expect(find(`required; url=${own}`, 'git.acme.test')).toBe(own);
  });

  test.each([
    ['no header', null],
    ['partial results', 'partial-results; organizations=21955855'],
    ['another site', 'required; url=https://github.com.evil.test/orgs/acme/sso'],
    ['another protocol', 'required; url=javascript:alert(1)'],
    ['no address', 'required; url=sso'],
  ])('is missing with %s', (_, header) => {
    expect(find(header)).toBeUndefined();
  });
});
