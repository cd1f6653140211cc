import type { PullRequestFacts, WebhookHint } from '../../src/domain/delivery.ts';
import type { RepositoryReference } from '../../src/domain/repository-reference.ts';
import type { DeliveringForge } from '../../src/sync/apply-delivery.ts';

/** The facts that a delivery reports about the pull request of `toPullRequest`. */
export function toFacts(change: Partial<PullRequestFacts> = {}): PullRequestFacts {
  return {
    url: 'https://forge.test/acme/app/pull/1',
    number: 1,
    state: 'open',
    title: 'Fix flaky login test',
    draft: false,
    changedAt: new Date('2026-01-01T11:00:00Z'),
    baseBranch: 'main',
    headSha: 'a'.repeat(40),
    authorLogin: 'ada',
    authorAvatarUrl: null,
    ...change,
  };
}

/** The body of a delivery of the scripted forge. */
export function toDeliveryBody(
  hints: readonly WebhookHint[],
  repository?: RepositoryReference,
): Buffer {
  return Buffer.from(JSON.stringify({ repository: repository ?? null, hints }));
}

/** A forge at `https://<id>.test` whose deliveries have bodies from `toDeliveryBody`. */
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
