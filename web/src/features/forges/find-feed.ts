import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';

/** The feed that would tell of this branch; null when none is known. */
export function findFeed(status: DiffStatus, feeds: readonly WebhookFeed[]): WebhookFeed | null {
  const repository = status.repository?.toLowerCase();
  const found = feeds.find(
    (feed) => feed.forge_id === status.forge_id && feed.repository === repository,
  );
  return found ?? null;
}
