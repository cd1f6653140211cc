import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

/**
 * Whether a forge tells what changes in a repository. `silent`: it should have by now; `never`: no
 * hook is known. Branches of any are kept true by asking, only later and for more requests.
 */
export const WebhookFeed = Type.Object(
  {
    forge_id: Type.String(),
    repository: Type.String({ description: 'owner and name in lower case' }),
    state: literals(['live', 'silent', 'never']),
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
      description: 'a remote origin or the address of a repository, or owner/name',
    }),
    forge_id: Type.Optional(
      Type.String({ description: 'needed for owner/name where several forges are configured' }),
    ),
  },
  { additionalProperties: false },
);

export type WebhookFeed = Static<typeof WebhookFeed>;
export type WebhookFeedList = Static<typeof WebhookFeedList>;
export type InstallWebhook = Static<typeof InstallWebhook>;
