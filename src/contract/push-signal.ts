import { type Static, Type } from 'typebox';

/** "Branch B of origin O changed", for one chat, or for every chat of a workspace. */
export const PushSignal = Type.Object(
  {
    origin: Type.String({ maxLength: 4096 }),
    branch: Type.String({ maxLength: 1024 }),
    chat_id: Type.Optional(Type.String({ maxLength: 200 })),
    workspace_id: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);

export const PushSignalAnswer = Type.Object({ chat_ids: Type.Array(Type.String()) });

/** What askpass asks: which URL git wants a credential for, and what it is pushing. */
export const ExternalAuthQuery = Type.Object(
  {
    match: Type.String({ maxLength: 4096 }),
    chat_id: Type.Optional(Type.String({ maxLength: 200 })),
    workspace_id: Type.Optional(Type.String({ maxLength: 200 })),
    branch: Type.Optional(Type.String({ maxLength: 1024 })),
    origin: Type.Optional(Type.String({ maxLength: 4096 })),
  },
  { additionalProperties: false },
);

export const Credential = Type.Object({ username: Type.String(), password: Type.String() });
export const LinkInstruction = Type.Object({
  url: Type.String({ description: 'where a person links a token for that forge' }),
});
export const ExternalAuthAnswer = Type.Union([Credential, LinkInstruction]);

export type PushSignal = Static<typeof PushSignal>;
export type PushSignalAnswer = Static<typeof PushSignalAnswer>;
export type ExternalAuthQuery = Static<typeof ExternalAuthQuery>;
export type ExternalAuthAnswer = Static<typeof ExternalAuthAnswer>;
