import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

const Budget = Type.Object({
  bucket: Type.String({ description: "the forge's name for this quota" }),
  quota: Type.Integer({ description: 'limit per window, in requests or points' }),
  remaining: Type.Integer(),
  reset_at: Instant,
});

/** A configured forge, with the token and quotas of the current user. */
export const ForgeSummary = Type.Object(
  {
    id: Type.String(),
    type: Type.String(),
    web_base_url: Type.String(),
    api_base_url: Type.String(),
    token_linked: Type.Boolean(),
    token_source: nullable(
      Type.Object({
        kind: literals(['linked', 'configuration', 'environment', 'gh', 'glab', 'tea', 'git']),
        name: Type.String({ description: 'such as GITHUB_TOKEN, gh or git credential helper' }),
      }),
    ),
    token_message: nullable(
      Type.String({ description: 'why the linked token is not used, and what to do' }),
    ),
    token_expires_at: nullable(
      Type.String({
        format: 'date-time',
        description: 'null when it does not expire, and while the forge has not said so',
      }),
    ),
    paused_until: nullable(Instant),
    budgets: Type.Array(Budget, { description: 'latest known quotas of the linked token' }),
  },
  { $id: 'Forge' },
);

/** What a token may read, as the forge answered just now. */
export const TokenRights = Type.Object(
  {
    forge_id: Type.String(),
    repository: nullable(
      Type.String({ description: 'the repository that was tried; null while none is tracked' }),
    ),
    rights: Type.Array(
      Type.Object({
        right: literals(['account', 'pull_requests', 'checks', 'webhooks']),
        state: literals(['readable', 'refused', 'rejected', 'unknown']),
        message: nullable(Type.String({ description: 'why not, and what to grant' })),
      }),
    ),
    token_expires_at: nullable(Instant),
  },
  { $id: 'TokenRights' },
);

export const LinkToken = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 4096, pattern: '^[\\x21-\\x7e]+$' }) },
  { additionalProperties: false },
);

export type TokenRights = Static<typeof TokenRights>;
export type ForgeSummary = Static<typeof ForgeSummary>;

/**
 * The webhook status of a repository. `waiting`: a webhook is installed and has not delivered yet. `silent`: deliveries
 * were expected but none arrived. `never`: no webhook is known. Branches without a live webhook are polled, which is slower and uses more quota.
 */
export const WebhookFeed = Type.Object(
  {
    forge_id: Type.String(),
    repository: Type.String({ description: 'owner/name in lower case' }),
    state: literals(['live', 'waiting', 'silent', 'never']),
    last_delivery_at: nullable(Instant),
    installed_at: nullable(Instant),
  },
  { $id: 'WebhookFeed' },
);

export const WebhookFeedList = Type.Object({ feeds: Type.Array(WebhookFeed) });

export const InstallWebhook = Type.Object(
  {
    repository: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'repository URL, remote origin or owner/name',
    }),
    forge_id: Type.Optional(
      Type.String({ description: 'required for owner/name when several forges are configured' }),
    ),
  },
  { additionalProperties: false },
);

export type WebhookFeed = Static<typeof WebhookFeed>;
export type WebhookFeedList = Static<typeof WebhookFeedList>;
export type InstallWebhook = Static<typeof InstallWebhook>;
