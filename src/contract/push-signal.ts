import { type Static, Type } from 'typebox';

const HeadSha = Type.Optional(
  Type.String({
    pattern: '^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$',
    description:
      'the commit that was pushed; until the forge shows it, the verdict is push_pending',
  }),
);

const OtherOrigins = Type.Optional(
  Type.Array(Type.String({ maxLength: 4096 }), {
    maxItems: 8,
    description:
      'further addresses of the same remote, as stored before insteadOf or behind an SSH alias; the first that a forge serves is used',
  }),
);

/** Reports that a branch changed, for one chat or all chats of a workspace. */
export const PushSignal = Type.Object(
  {
    origin: Type.String({ maxLength: 4096 }),
    other_origins: OtherOrigins,
    branch: Type.String({ maxLength: 1024 }),
    head_sha: HeadSha,
    chat_id: Type.Optional(Type.String({ maxLength: 200 })),
    workspace_id: Type.Optional(Type.String({ maxLength: 200 })),
    require_forge: Type.Optional(
      Type.Boolean({
        description:
          'refuse an origin that no configured forge serves, with 422; by default its branch is tracked until a forge serves it',
      }),
    ),
  },
  { additionalProperties: false },
);

export const PushSignalResponse = Type.Object({
  chat_ids: Type.Array(Type.String(), { description: 'the chats that stored the signal' }),
  archived_chat_ids: Type.Optional(
    Type.Array(Type.String(), {
      description: 'those among them that are archived: the branch is refreshed once they are not',
    }),
  ),
});

/** Sent by askpass: the URL that git needs a credential for, and the branch being pushed. */
export const ExternalAuthQuery = Type.Object(
  {
    match: Type.String({ maxLength: 4096 }),
    chat_id: Type.Optional(Type.String({ maxLength: 200 })),
    workspace_id: Type.Optional(Type.String({ maxLength: 200 })),
    branch: Type.Optional(Type.String({ maxLength: 1024 })),
    origin: Type.Optional(Type.String({ maxLength: 4096 })),
    stored_origin: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'the address as configured, where insteadOf led to the origin',
      }),
    ),
    head_sha: HeadSha,
  },
  { additionalProperties: false },
);

const signal_failure = Type.Optional(
  Type.String({ description: 'why the push could not be stored; absent when it was' }),
);

export const Credential = Type.Object({
  username: Type.String(),
  password: Type.String(),
  signal_failure,
});
export const LinkInstruction = Type.Object({
  url: Type.String({ description: 'page where the user can link a token for this forge' }),
  signal_failure,
});
export const ExternalAuthResponse = Type.Union([Credential, LinkInstruction]);

export type PushSignal = Static<typeof PushSignal>;
export type PushSignalResponse = Static<typeof PushSignalResponse>;
export type ExternalAuthQuery = Static<typeof ExternalAuthQuery>;
export type ExternalAuthResponse = Static<typeof ExternalAuthResponse>;
