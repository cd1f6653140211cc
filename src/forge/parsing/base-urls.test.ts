import { describe, expect, test } from 'vitest';
import type { ForgeType } from '../forge.ts';
import { toBaseUrls } from './base-urls.ts';

describe('derives the web URL from the API URL', () => {
  test.each<[ForgeType, string, string]>([
    ['github', 'https://api.github.com', 'https://github.com'],
    ['github', 'https://api.acme.ghe.com', 'https://acme.ghe.com'],
    ['github', 'https://git.acme.test/api/v3', 'https://git.acme.test'],
    ['github', 'https://acme.test/github/api/v3', 'https://acme.test/github'],
    ['github', 'http://127.0.0.1:4701/api/v3', 'http://127.0.0.1:4701'],
    ['github', 'https://api.github.com.evil.test', 'https://api.github.com.evil.test'],
    ['github', 'https://git.acme.test/api/v4', 'https://git.acme.test'],
    ['gitlab', 'https://gitlab.com/api/v4', 'https://gitlab.com'],
    ['gitlab', 'https://acme.test/gitlab/api/v4', 'https://acme.test/gitlab'],
    ['gitea', 'https://codeberg.org/api/v1', 'https://codeberg.org'],
    ['gitea', 'https://acme.test/git/api/v1', 'https://acme.test/git'],
    ['bitbucket', 'https://api.bitbucket.org/2.0', 'https://bitbucket.org'],
    ['bitbucket', 'http://127.0.0.1:4701/2.0', 'http://127.0.0.1:4701'],
    ['bitbucket_data_center', 'https://acme.test/rest/api/1.0', 'https://acme.test'],
    ['bitbucket_data_center', 'https://acme.test/bb/rest/api/latest', 'https://acme.test/bb'],
    ['azure_devops', 'https://dev.azure.com', 'https://dev.azure.com'],
    ['azure_devops', 'https://acme.test/tfs', 'https://acme.test/tfs'],
  ])('%s %s: %s', (type, apiBaseUrl, webBaseUrl) => {
    expect(toBaseUrls(type, { apiBaseUrl, webBaseUrl: undefined })).toEqual({
      apiBaseUrl,
      webBaseUrl,
    });
  });
});

describe('derives the API URL from the web URL', () => {
  test.each<[ForgeType, string, string]>([
    ['github', 'https://github.com', 'https://api.github.com'],
    ['github', 'https://acme.ghe.com', 'https://api.acme.ghe.com'],
    ['github', 'https://git.acme.test', 'https://git.acme.test/api/v3'],
    ['gitlab', 'https://acme.test/gitlab', 'https://acme.test/gitlab/api/v4'],
    ['gitea', 'https://codeberg.org', 'https://codeberg.org/api/v1'],
    ['bitbucket', 'https://bitbucket.org', 'https://api.bitbucket.org/2.0'],
    ['bitbucket_data_center', 'https://acme.test', 'https://acme.test/rest/api/latest'],
    ['azure_devops', 'https://acme.test/tfs', 'https://acme.test/tfs'],
  ])('%s %s: %s', (type, webBaseUrl, apiBaseUrl) => {
    expect(toBaseUrls(type, { apiBaseUrl: undefined, webBaseUrl })).toEqual({
      apiBaseUrl,
      webBaseUrl,
    });
  });
});

test('appends an API path that was omitted', () => {
  expect(
    toBaseUrls('gitlab', { apiBaseUrl: 'https://acme.test/gitlab', webBaseUrl: undefined }),
  ).toEqual({
    apiBaseUrl: 'https://acme.test/gitlab/api/v4',
    webBaseUrl: 'https://acme.test/gitlab',
  });
});

test('a type without a public service needs a URL', () => {
  const none = { apiBaseUrl: undefined, webBaseUrl: undefined };
  expect(toBaseUrls('gitea', none)).toBeUndefined();
  expect(toBaseUrls('gitlab', none)?.webBaseUrl).toBe('https://gitlab.com');
});
