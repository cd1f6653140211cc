import type { WebhookHint } from '../../src/domain/delivery.ts';
import type { RepositoryReference } from '../../src/domain/repository-reference.ts';
import type { DeliveringForge } from '../../src/sync/apply-delivery.ts';

/** A delivery of the scripted forge: what it says, as JSON. */
export function toDeliveryBody(
  hints: readonly WebhookHint[],
  repository?: RepositoryReference,
): Buffer {
  return Buffer.from(JSON.stringify({ repository: repository ?? null, hints }));
}

/** A forge at `https://<id>.test` whose deliveries are what `toDeliveryBody` makes. */
export function createDeliveringForge(id = 'forge'): DeliveringForge {
  return {
    id,
    parsePullRequestUrl: (url) => {
      const parts = new RegExp(`^https://${id}\\.test/([^/]+)/([^/]+)/pull/(\\d+)$`).exec(url);
      const [, owner = '', name = '', number] = parts ?? [];
      return parts ? { repository: { owner, name }, number: Number(number) } : undefined;
    },
    toPullRequestUrl: ({ repository: { owner, name }, number }) =>
      `https://${id}.test/${owner}/${name}/pull/${number}`,
    webhooks: {
      parse: ({ body }) =>
        JSON.parse(body.toString(), (key, value: unknown) =>
          key === 'changedAt' && typeof value === 'string' ? new Date(value) : value,
        ),
    },
  };
}
