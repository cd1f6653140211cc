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

/** The diff of one tracked branch: of its pull request, or against the default branch. */
export const Diff = Type.Object(
  {
    chat_id: Type.String(),
    provider: Type.String({ description: 'id of the forge that answered' }),
    remote_origin: Type.String(),
    branch: Type.String(),
    pull_request_url: nullable(Type.String()),
    head_sha: nullable(Type.String()),
    files: Type.Array(DiffFile),
    diff: Type.String({ description: 'unified diff; empty when truncated' }),
    truncated: Type.Boolean({ description: 'diff was left out or cut; files is whole' }),
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

export type Diff = Static<typeof Diff>;
export type DiffFile = Static<typeof DiffFile>;
