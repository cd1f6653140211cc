import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

/** The recipient: the agent of the chat, or the readers of the pull request on the forge. */
export const CommentTarget = literals(['agent', 'forge']);

const Line = Type.Integer({ minimum: 1 });

/** A line of the diff. A deleted line has only `old_line`, an added one only `new_line`. */
const place = {
  path: Type.String({ minLength: 1, maxLength: 4096 }),
  previous_path: Type.Optional(nullable(Type.String({ maxLength: 4096 }))),
  old_line: nullable(Line),
  new_line: nullable(Line),
  start_line: Type.Optional(
    nullable({ ...Line, description: 'first line of a range, on the side of its last line' }),
  ),
};

const uuid = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';

export const CreateComment = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: uuid,
        description: 'a UUID chosen by the client; repeating it returns the same comment',
      }),
    ),
    ...place,
    origin: Type.Optional(Type.String({ maxLength: 4096 })),
    branch: Type.Optional(Type.String({ maxLength: 1024 })),
    head_sha: nullable(
      Type.String({
        pattern: '^[0-9A-Fa-f]{7,64}$',
        description: 'head commit of the diff that the comment refers to',
      }),
    ),
    quoted: Type.Optional(Type.String({ maxLength: 10_000, description: 'the commented lines' })),
    body: Type.String({ pattern: '\\S', maxLength: 20_000 }),
    target: CommentTarget,
  },
  { additionalProperties: false },
);

/** A comment on lines of a diff. */
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
    url: nullable(Type.String({ description: 'the comment on the forge' })),
    created_at: Instant,
    received_at: nullable({ ...Instant, description: 'when the agent acknowledged it' }),
  },
  { $id: 'Comment' },
);

export const CommentList = Type.Object({
  comments: Type.Array(Comment, {
    description: 'oldest first, at most 500: the oldest waiting ones, or the newest of all',
  }),
});

export const ListComments = Type.Object(
  {
    origin: Type.Optional(Type.String({ maxLength: 4096 })),
    branch: Type.Optional(Type.String({ maxLength: 1024 })),
    waiting: Type.Optional({
      ...literals(['true']),
      description: 'only comments that the agent has not received yet',
    }),
  },
  { additionalProperties: false },
);

export type Comment = Static<typeof Comment>;
export type CommentTarget = Static<typeof CommentTarget>;
export type CreateComment = Static<typeof CreateComment>;
export type CommentList = Static<typeof CommentList>;
export type ListComments = Static<typeof ListComments>;
