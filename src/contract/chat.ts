import { type Static, Type } from 'typebox';
import { Checkout } from './checkout.ts';
import { DiffStatus } from './diff-status.ts';
import { reasons, sections } from './reasons.ts';
import { Instant, literals, nullable } from './schema.ts';

export const Chat = Type.Object(
  {
    id: Type.String(),
    owner_id: Type.String(),
    title: Type.String(),
    workspace_id: nullable(Type.String()),
    agent: Type.Union([Type.String(), Type.Null()], {
      description: 'name of the agent that works in the chat; null while it is unknown',
    }),
    archived: Type.Boolean(),
    snoozed_until: Type.Union([Instant, Type.Null()], {
      description: 'null unless the chat is snoozed now',
    }),
    unread: Type.Boolean({
      description: 'something worth reading happened that the owner has not seen',
    }),
    change_count: Type.Integer({
      description: 'how many changes worth reading there were; names what you have seen',
    }),
    created_at: Instant,
    updated_at: Instant,
    diff_status: nullable(DiffStatus),
    diff_statuses: Type.Array(DiffStatus, { description: 'primary branch first' }),
    checkout: nullable(Checkout),
  },
  { $id: 'Chat' },
);

const identifier = { minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9._:@-]+$' };
const title = { maxLength: 500 };
/** Words of printable ASCII. */
const agent = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '^[!-~]+( [!-~]+)*$',
  description: 'name of the agent that works in the chat, such as Codex',
});

export const CreateChat = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        ...identifier,
        description: 'unique among your chats; repeat the request with it safely',
      }),
    ),
    title: Type.Optional(Type.String(title)),
    workspace_id: Type.Optional(nullable(Type.String(identifier))),
    agent: Type.Optional(agent),
  },
  { additionalProperties: false },
);

export const UpdateChat = Type.Object(
  {
    title: Type.Optional(Type.String(title)),
    agent: Type.Optional(agent),
    archived: Type.Optional(Type.Boolean()),
    snoozed_until: Type.Optional(
      Type.Union([Instant, Type.Null()], {
        description:
          'snoozes the chat until then, at most a year ahead; null wakes it. It wakes earlier when a branch comes to need you, the head of a pull request moves, or a comment arrives',
      }),
    ),
    unread: Type.Optional(
      Type.Boolean({
        description:
          'false marks the chat as read, true as unread; a chat without a branch is never unread',
      }),
    ),
    change_count: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'with `unread: false`: marks nothing if the chat has changed since it had this',
      }),
    ),
  },
  { additionalProperties: false },
);

const SeenChat = Type.Object(
  { id: Type.String(identifier), change_count: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);

export const MarkRead = Type.Object(
  {
    chats: Type.Array(SeenChat, {
      minItems: 1,
      maxItems: 500,
      description: 'chats as you have seen them; one that has changed since stays unread',
    }),
  },
  { additionalProperties: false },
);

export const MarkedRead = Type.Object({
  chat_ids: Type.Array(Type.String(), {
    description: 'the chats that were unread and are read now',
  }),
});

function toListPattern(values: readonly string[]): string {
  const value = `(${values.join('|')})`;
  return `^${value}(,${value}){0,49}$`;
}

export const ListChats = Type.Object(
  {
    pr_status: Type.Optional(
      Type.String({
        pattern: '^(draft|open|merged|closed|none)(,(draft|open|merged|closed|none))*$',
        description: 'draft, open, merged, closed or none; several separated by commas',
      }),
    ),
    repo: Type.Optional(
      Type.String({ maxLength: 500, description: 'part of the remote origin, ignoring case' }),
    ),
    q: Type.Optional(
      Type.String({ maxLength: 500, description: 'part of a title, branch or number' }),
    ),
    reason: Type.Optional(
      Type.String({
        pattern: toListPattern(reasons),
        description: 'reasons of verdicts, separated by commas',
      }),
    ),
    section: Type.Optional(
      Type.String({
        pattern: toListPattern(sections),
        description: 'needs_you, working or done; several separated by commas',
      }),
    ),
    author: Type.Optional(
      Type.String({ maxLength: 200, description: "login of a pull request's author" }),
    ),
    sort: Type.Optional({
      ...literals(['created', 'updated', 'attention']),
      description:
        'newest first; last changed first, by what people see of the chat and its branches; or most urgent verdict first',
    }),
    ids: Type.Optional(
      Type.String({
        maxLength: 20_200,
        pattern: '^[A-Za-z0-9._:@-]+(,[A-Za-z0-9._:@-]+){0,99}$',
        description: 'only these chats, separated by commas; at most 100',
      }),
    ),
    workspace: Type.Optional(
      Type.String({ ...identifier, description: 'only chats of this workspace or worktree' }),
    ),
    archived: Type.Optional(literals(['true', 'false', 'all'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);

export const ChatPage = Type.Object({
  chats: Type.Array(Chat),
  next_cursor: nullable(Type.String()),
});

export type Chat = Static<typeof Chat>;
export type CreateChat = Static<typeof CreateChat>;
export type MarkRead = Static<typeof MarkRead>;
export type MarkedRead = Static<typeof MarkedRead>;
export type UpdateChat = Static<typeof UpdateChat>;
export type ListChats = Static<typeof ListChats>;
export type ChatPage = Static<typeof ChatPage>;
