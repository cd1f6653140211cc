import { type Static, Type } from 'typebox';
import { literals } from './schema.ts';

const BotAuthors = Type.Array(
  Type.String({ minLength: 1, maxLength: 100, pattern: '^[\\x21-\\x7e]+$' }),
  { maxItems: 20, description: 'accounts whose pull requests count when assigned to the user' },
);

/** Which pull requests are followed because they are the user's own. */
export const Discovery = Type.Object(
  {
    available: Type.Boolean({
      description: 'false when AFTERPUSH_DISCOVER is off or other machines reach the server',
    }),
    enabled: Type.Boolean(),
    bot_authors: BotAuthors,
    hidden: Type.Array(Type.String(), {
      description: 'URLs of pull requests and repositories, in lower case',
    }),
  },
  { $id: 'Discovery' },
);

export const UpdateDiscovery = Type.Object(
  { enabled: Type.Optional(Type.Boolean()), bot_authors: Type.Optional(BotAuthors) },
  { additionalProperties: false, minProperties: 1 },
);

const url = Type.String({
  minLength: 1,
  maxLength: 2000,
  description: 'of a pull request, or of a repository for all of the own ones in it',
});

export const HideOwnPullRequests = Type.Object(
  {
    url,
    scope: Type.Optional({
      ...literals(['pull_request', 'repository']),
      description: 'repository: all of the own ones in the repository of the pull request',
    }),
  },
  { additionalProperties: false },
);

export const ShowOwnPullRequests = Type.Object({ url }, { additionalProperties: false });

export type Discovery = Static<typeof Discovery>;
export type UpdateDiscovery = Static<typeof UpdateDiscovery>;
