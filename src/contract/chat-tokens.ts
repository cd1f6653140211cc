import { type Static, Type } from 'typebox';
import { Instant, nullable } from './schema.ts';

export const CreatedChatToken = Type.Object({
  id: Type.String(),
  token: Type.String({ description: 'shown only now; send it as a bearer token' }),
});

/** A token of a chat's agent, without its secret. */
export const ChatToken = Type.Object(
  {
    id: Type.String(),
    created_at: Instant,
    last_used_at: nullable({
      ...Instant,
      description: 'to within five minutes; the last renewal of a token with `lifetime=renewed`',
    }),
  },
  { $id: 'ChatToken' },
);

export const ChatTokenList = Type.Object({
  tokens: Type.Array(ChatToken, { description: 'newest first, at most 500' }),
});

export type CreatedChatToken = Static<typeof CreatedChatToken>;
export type ChatToken = Static<typeof ChatToken>;
export type ChatTokenList = Static<typeof ChatTokenList>;
