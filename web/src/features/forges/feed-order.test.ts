import { expect, test } from 'vitest';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';
import { toFeedsOf } from './feed-order.ts';

test('the feeds of one forge, those a person could mend first', () => {
  const make = (repository: string, state: WebhookFeed['state'], forge_id = 'github') => ({
    forge_id,
    repository,
    state,
    last_delivery_at: null,
    installed_at: null,
  });
  const feeds = [
    make('acme/live', 'live'),
    make('acme/b', 'never'),
    make('acme/a', 'never'),
    make('acme/silent', 'silent'),
    make('other/app', 'silent', 'gitlab'),
  ];

  const names = toFeedsOf('github', feeds).map(({ repository }) => repository);

  expect(names).toEqual(['acme/silent', 'acme/a', 'acme/b', 'acme/live']);
});
