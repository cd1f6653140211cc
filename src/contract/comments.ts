import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

/** Whom a comment is for: the agent of the chat, or everybody who reads the pull request at the forge. */
export const CommentTarget = literals(['agent', 'forge']);

const Line = Type.Integer({ minimum: 1 });

/** A line of the diff. `old_line` alone: deleted; `new_line` alone: added; both: unchanged. */
const place = {
  path: Type.String({ minLength: 1, maxLength: 4096 }),
  previous_path: Type.Optional(nullable(Type.String({ maxLength: 4096 }))),
  old_line: nullable(Line),
  new_line: nullable(Line),
  start_line: Type.Optional(
    nullable({ ...Line, description: 'where a range begins, on the side of the line it ends at' }),
  ),
};

const uuid = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';

export const CreateComment = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: uuid,
        description: 'a UUID made by the client: the same again is the same comment',
      }),
    ),
    ...place,
    origin: Type.Optional(Type.String({ maxLength: 4096 })),
    branch: Type.Optional(Type.String({ maxLength: 1024 })),
    head_sha: nullable(
      Type.String({ pattern: '^[0-9A-Fa-f]{7,64}$', description: 'of the diff that was read' }),
    ),
    quoted: Type.Optional(Type.String({ maxLength: 10_000, description: 'the lines spoken of' })),
    body: Type.String({ pattern: '\\S', maxLength: 20_000 }),
    target: CommentTarget,
  },
  { additionalProperties: false },
);

/** A person's word about lines of a diff. */
export const Comment = Type.Object(
  {
    id: Type.String(),
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    pull_request_url: nullable(Type.String()),
    head_sha: nullable(Type.String()),
    path: Type.String(),
    old_line: nullable(Line),
    new_line: nullable(Line),
    start_line: nullable(Line),
    quoted: Type.String(),
    body: Type.String(),
    target: CommentTarget,
    author_id: Type.String(),
    url: nullable(Type.String({ description: 'where the forge shows it' })),
    created_at: Instant,
    received_at: nullable({ ...Instant, description: 'when the agent said that it has it' }),
  },
  { $id: 'Comment' },
);

export const CommentList = Type.Object({
  comments: Type.Array(Comment, {
    description: 'oldest first, at most 500: of those that wait the oldest, of all the newest',
  }),
});

export const ListComments = Type.Object(
  {
    origin: Type.Optional(Type.String({ maxLength: 4096 })),
    branch: Type.Optional(Type.String({ maxLength: 1024 })),
    waiting: Type.Optional({
      ...literals(['true']),
      description: 'only those for the agent that it has not received',
    }),
  },
  { additionalProperties: false },
);

export type Comment = Static<typeof Comment>;
export type CommentTarget = Static<typeof CommentTarget>;
export type CreateComment = Static<typeof CreateComment>;
export type CommentList = Static<typeof CommentList>;
export type ListComments = Static<typeof ListComments>;
