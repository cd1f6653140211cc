import { expect, test } from 'vitest';
import { listImageOrigins } from './image-origins.ts';

test('images come from the configured forges and from their avatar services', () => {
  expect(
    listImageOrigins([
      {
        type: 'github',
        webBaseUrl: 'https://github.com',
        apiBaseUrl: 'https://api.github.com',
      },
      {
        type: 'gitlab',
        webBaseUrl: 'http://10.0.0.1:8080/gitlab',
        apiBaseUrl: 'http://10.0.0.1:8080/gitlab/api/v4',
      },
    ]),
  ).toEqual([
    'http://10.0.0.1:8080',
    'https://*.github.com',
    'https://*.gravatar.com',
    'https://api.github.com',
    'https://avatars.githubusercontent.com',
    'https://github.com',
  ]);
});

test('a GitHub server at an IP address or a local name has no subdomains', () => {
  for (const webBaseUrl of ['http://127.0.0.1:1', 'http://[::1]:1', 'http://localhost:1']) {
    const origins = listImageOrigins([{ type: 'github', webBaseUrl, apiBaseUrl: webBaseUrl }]);
    expect(origins).toEqual([webBaseUrl, 'https://avatars.githubusercontent.com']);
  }
});
