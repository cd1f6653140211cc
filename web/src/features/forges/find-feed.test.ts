import { expect, test } from 'vitest';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';
import { makeStatus } from '../../testing/chats.ts';
import { findFeed } from './find-feed.ts';

const feed: WebhookFeed = {
  forge_id: 'github',
  repository: 'acme/app',
  state: 'live',
  last_delivery_at: null,
  installed_at: null,
};

test('a feed belongs to a repository of a forge, however its name is written', () => {
  expect(findFeed(makeStatus({ repository: 'Acme/App' }), [feed])).toBe(feed);
  expect(findFeed(makeStatus({ repository: 'acme/other' }), [feed])).toBeNull();
  expect(findFeed(makeStatus({ forge_id: 'gitlab' }), [feed])).toBeNull();
  expect(findFeed(makeStatus({ repository: null }), [feed])).toBeNull();
});
