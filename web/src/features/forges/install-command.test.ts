import { expect, test } from 'vitest';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';
import { toInstallCommand } from './install-command.ts';

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
