import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';

const order: readonly WebhookFeed['state'][] = ['silent', 'never', 'live'];

/** The feeds of one forge; those a person could mend come first. */
export function toFeedsOf(forgeId: string, feeds: readonly WebhookFeed[]): WebhookFeed[] {
  return feeds
    .filter((feed) => feed.forge_id === forgeId)
    .toSorted(
      (left, right) =>
        order.indexOf(left.state) - order.indexOf(right.state) ||
        left.repository.localeCompare(right.repository, 'en'),
    );
}
