import { expect, test } from 'vitest';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';
import { makeStatus } from '../../testing/chats.ts';
import { findFeed, toFeedsOf, toInstallCommand } from './webhook-feeds.ts';

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

function makeFeed(repository: string, forgeId = 'github'): WebhookFeed {
  return {
    forge_id: forgeId,
    repository,
    state: 'never',
    last_delivery_at: null,
    installed_at: null,
  };
}

test('names the forge only where there are several', () => {
  expect(toInstallCommand(makeFeed('acme/app'), 1)).toBe('afterpush webhooks install acme/app');
  expect(toInstallCommand(makeFeed('acme/app', 'work'), 2)).toBe(
    'afterpush webhooks install --forge work acme/app',
  );
});

test('a hostile repository name stays one word of the shell', () => {
  expect(toInstallCommand(makeFeed("a/b';rm -rf ~;'"), 1)).toBe(
    `afterpush webhooks install 'a/b'\\'';rm -rf ~;'\\'''`,
  );
  expect(toInstallCommand(makeFeed('a/$(id)'), 1)).toBe("afterpush webhooks install 'a/$(id)'");
  expect(toInstallCommand(makeFeed('--forge=x/y'), 1)).toBe(
    "afterpush webhooks install -- '--forge=x/y'",
  );
});
