import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { WebhookFeed } from '../../../../src/contract/forges.ts';

/** The feed of a branch's repository; null when there is none. */
export function findFeed(status: DiffStatus, feeds: readonly WebhookFeed[]): WebhookFeed | null {
  const repository = status.repository?.toLowerCase();
  const found = feeds.find(
    (feed) => feed.forge_id === status.forge_id && feed.repository === repository,
  );
  return found ?? null;
}

const stateOrder: readonly WebhookFeed['state'][] = ['silent', 'never', 'waiting', 'live'];

/** The feeds of one forge, starting with those that need attention. */
export function listFeedsOf(forgeId: string, feeds: readonly WebhookFeed[]): WebhookFeed[] {
  return feeds
    .filter((feed) => feed.forge_id === forgeId)
    .toSorted(
      (left, right) =>
        stateOrder.indexOf(left.state) - stateOrder.indexOf(right.state) ||
        left.repository.localeCompare(right.repository, 'en'),
    );
}

/** The command that installs a repository's webhook, quoted for a shell. */
export function formatInstallCommand(feed: WebhookFeed, forgeCount: number): string {
  const forge = forgeCount > 1 ? ` --forge ${quoteForShell(feed.forge_id)}` : '';
  // Repository names come from remotes: one that starts with a dash must not become an option.
  const dashes = feed.repository.startsWith('-') ? ' --' : '';
  return `afterpush webhooks install${forge}${dashes} ${quoteForShell(feed.repository)}`;
}

function quoteForShell(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
