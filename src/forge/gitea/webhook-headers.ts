import type { WebhookDelivery } from '../forge.ts';

/** Forgejo sends Gitea's headers and its own; forks of long ago only those of Gogs. */
export function findHeader(
  headers: WebhookDelivery['headers'],
  name: 'event' | 'delivery' | 'signature',
): string | undefined {
  return (
    headers[`x-forgejo-${name}`] ||
    headers[`x-gitea-${name}`] ||
    headers[`x-gogs-${name}`] ||
    undefined
  );
}
