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

/** The command that sets up a repository's webhooks, safe to paste into a shell. */
export function toInstallCommand(feed: WebhookFeed, forgeCount: number): string {
  const forge = forgeCount > 1 ? ` --forge ${toShellWord(feed.forge_id)}` : '';
  // Repository names come from remotes: one that begins with a dash is no option.
  const dashes = feed.repository.startsWith('-') ? ' --' : '';
  return `afterpush webhooks install${forge}${dashes} ${toShellWord(feed.repository)}`;
}

function toShellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
