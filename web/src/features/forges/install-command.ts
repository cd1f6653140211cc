import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';

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
