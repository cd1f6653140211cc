import { type Static, Type } from 'typebox';
import { literals, nullable } from './schema.ts';

export const DiffFile = Type.Object({
  path: Type.String(),
  previous_path: nullable(Type.String()),
  status: literals(['added', 'modified', 'deleted', 'renamed', 'copied', 'changed']),
  additions: Type.Integer(),
  deletions: Type.Integer(),
  binary: Type.Boolean(),
});

/** The diff of a tracked branch: its pull request's, or against the default branch. */
export const Diff = Type.Object(
  {
    chat_id: Type.String(),
    provider: Type.String({ description: 'id of the forge' }),
    remote_origin: Type.String(),
    branch: Type.String(),
    pull_request_url: nullable(Type.String()),
    head_sha: nullable(Type.String()),
    from_sha: Type.Optional(
      Type.String({
        description: 'the diff contains only what head_sha changed since this commit',
      }),
    ),
    files: Type.Array(DiffFile),
    diff: Type.String({ description: 'unified diff; empty when truncated' }),
    truncated: Type.Boolean({
      description: 'true when the diff is omitted because of its size',
    }),
    files_at_least: Type.Boolean({
      description: 'true when the forge does not list all changed files: there are more than files',
    }),
  },
  { $id: 'Diff' },
);

export const SelectBranch = Type.Object(
  {
    origin: Type.Optional(Type.String({ maxLength: 4096 })),
    branch: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { additionalProperties: false },
);

const commit = (description: string) =>
  Type.String({ pattern: '^(?!0+$)([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$', description });

/** Limits a diff to the commits after `from`. */
const range = {
  from: Type.Optional(commit('full id: the diff contains only what was changed since')),
  to: Type.Optional(commit('full id of the last commit, by default the head; only with from')),
};

export const SelectDiff = Type.Object(
  { ...SelectBranch.properties, ...range },
  { additionalProperties: false },
);

export type Diff = Static<typeof Diff>;
export type DiffFile = Static<typeof DiffFile>;

const path = Type.String({ minLength: 1, maxLength: 4096 });

export const SelectFile = Type.Object(
  {
    ...SelectBranch.properties,
    path,
    commit: Type.Optional(commit('full id, by default of the head of the branch')),
  },
  { additionalProperties: false },
);

export const SelectFileDiff = Type.Object(
  {
    ...SelectBranch.properties,
    ...range,
    path,
    previous_path: Type.Optional(
      Type.String({ maxLength: 4096, description: 'previous path of a renamed file' }),
    ),
  },
  { additionalProperties: false },
);

export const SelectImage = Type.Object(
  {
    ...SelectBranch.properties,
    ...range,
    path,
    side: literals(['before', 'after']),
  },
  { additionalProperties: false },
);

/** Identifies the file and says whether its content can be shown. */
const shownFile = {
  chat_id: Type.String(),
  remote_origin: Type.String(),
  branch: Type.String(),
  path: Type.String(),
  head_sha: nullable(Type.String()),
  state: literals(['text', 'binary', 'too_large']),
};

/** A file of a tracked branch at one commit, to show the lines around a change. */
export const FileContent = Type.Object(
  {
    ...shownFile,
    text: Type.String({ description: 'empty unless state is text' }),
  },
  { $id: 'FileContent' },
);

/** The diff of one file, for diffs that are too large to fetch at once. */
export const FileDiff = Type.Object(
  {
    ...shownFile,
    diff: Type.String({ description: 'unified diff of this file; empty unless state is text' }),
  },
  { $id: 'FileDiff' },
);

export type ImageQuery = Static<typeof SelectImage>;
export type FileContent = Static<typeof FileContent>;
export type FileDiff = Static<typeof FileDiff>;
