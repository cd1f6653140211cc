import { type Static, Type } from 'typebox';
import { Label } from './diff-status.ts';
import { Instant, nullable } from './schema.ts';

/** The title and the text of a pull request. Both are untrusted. */
export const Description = Type.Object({
  number: nullable(Type.Integer()),
  url: nullable(Type.String()),
  title: Type.String(),
  body: Type.String({ description: 'Markdown, as its author wrote it; empty when there is none' }),
  truncated: Type.Boolean({ description: 'whether the body was cut' }),
  author: nullable(Type.String({ description: 'null for a deleted account' })),
  avatar_url: nullable(Type.String()),
  created_at: nullable(Instant),
  updated_at: nullable(
    Type.String({
      format: 'date-time',
      description:
        'when anything of the pull request last changed; null where the forge does not report it',
    }),
  ),
  labels: nullable(Type.Array(Label)),
});

/** The text of a tracked branch's pull request, read at the forge when it is requested. */
export const PullRequestText = Type.Object(
  {
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    pull_request: nullable(Description),
  },
  { $id: 'PullRequestText' },
);

/** A commit of a pull request. Its title is untrusted. */
export const Commit = Type.Object({
  sha: Type.String(),
  title: Type.String({ description: 'the first line of its message' }),
  author: nullable(
    Type.String({ description: 'the account where the forge knows it, else the name in it' }),
  ),
  avatar_url: nullable(Type.String()),
  authored_at: nullable(Instant),
  url: nullable(Type.String({ description: 'its page at the forge' })),
});

/** The commits of a tracked branch's pull request, read at the forge when they are requested. */
export const CommitList = Type.Object(
  {
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    commits: Type.Array(Commit, { description: 'oldest first, at most 250' }),
    commits_truncated: Type.Boolean({
      description: 'whether some are left out: the newest at GitHub, the oldest elsewhere',
    }),
  },
  { $id: 'CommitList' },
);

export type Description = Static<typeof Description>;
export type PullRequestText = Static<typeof PullRequestText>;
export type Commit = Static<typeof Commit>;
export type CommitList = Static<typeof CommitList>;
