import { expect, test } from 'vitest';
import type { WebhookFeed } from '../../../../src/contract/forges.ts';
import { makeStatus } from '../../testing/chats.ts';
import { findFeed, formatInstallCommand, listFeedsOf } from './webhook-feeds.ts';

const feed: WebhookFeed = {
  forge_id: 'github',
  repository: 'acme/app',
  state: 'live',
  last_delivery_at: null,
  installed_at: null,
};

test('finds the feed of a repository regardless of upper and lower case', () => {
  expect(findFeed(makeStatus({ repository: 'Acme/App' }), [feed])).toBe(feed);
  expect(findFeed(makeStatus({ repository: 'acme/other' }), [feed])).toBeNull();
  expect(findFeed(makeStatus({ forge_id: 'gitlab' }), [feed])).toBeNull();
  expect(findFeed(makeStatus({ repository: null }), [feed])).toBeNull();
});

test('lists the feeds of a forge, starting with those that need attention', () => {
  const make = (repository: string, state: WebhookFeed['state'], forge_id = 'github') => ({
    forge_id,
    repository,
    state,
    last_delivery_at: null,
    installed_at: null,
  });
  const feeds = [
    make('acme/live', 'live'),
    make('acme/new', 'waiting'),
    make('acme/b', 'never'),
    make('acme/a', 'never'),
    make('acme/silent', 'silent'),
    make('other/app', 'silent', 'gitlab'),
  ];

  const names = listFeedsOf('github', feeds).map(({ repository }) => repository);

  expect(names).toEqual(['acme/silent', 'acme/a', 'acme/b', 'acme/new', 'acme/live']);
});

function makeFeed(repository: string, forgeId = 'github'): WebhookFeed {
  return {
    forge_id: forgeId,
    repository,
    state: 'never',
    last_delivery_at: null,
    installed_at: null,
  };
}

test('names the forge only if there are several', () => {
  expect(formatInstallCommand(makeFeed('acme/app'), 1)).toBe('afterpush webhooks install acme/app');
  expect(formatInstallCommand(makeFeed('acme/app', 'work'), 2)).toBe(
    'afterpush webhooks install --forge work acme/app',
  );
});

test('quotes a hostile repository name as one shell word', () => {
  expect(formatInstallCommand(makeFeed("a/b';rm -rf ~;'"), 1)).toBe(
    `afterpush webhooks install 'a/b'\\'';rm -rf ~;'\\'''`,
  );
  expect(formatInstallCommand(makeFeed('a/$(id)'), 1)).toBe("afterpush webhooks install 'a/$(id)'");
  expect(formatInstallCommand(makeFeed('--forge=x/y'), 1)).toBe(
    "afterpush webhooks install -- '--forge=x/y'",
  );
});
