import { type Static, Type } from 'typebox';
import { SelectBranch } from './diff.ts';
import { literals, nullable } from './schema.ts';

const path = Type.String({ minLength: 1, maxLength: 4096 });

export const SelectFile = Type.Object(
  { ...SelectBranch.properties, path },
  { additionalProperties: false },
);

export const SelectFileDiff = Type.Object(
  {
    ...SelectBranch.properties,
    path,
    previous_path: Type.Optional(
      Type.String({ maxLength: 4096, description: 'of a renamed file' }),
    ),
  },
  { additionalProperties: false },
);

/** Which file it is, and whether there is something to show of it. */
const shownFile = {
  chat_id: Type.String(),
  remote_origin: Type.String(),
  branch: Type.String(),
  path: Type.String(),
  head_sha: nullable(Type.String()),
  state: literals(['text', 'binary', 'too_large']),
};

/** A file as it is at the head of a tracked branch, to show the lines around a change. */
export const FileContent = Type.Object(
  {
    ...shownFile,
    text: Type.String({ description: 'empty unless text' }),
  },
  { $id: 'FileContent' },
);

/** The diff of one file, for diffs that are too large to be read at once. */
export const FileDiff = Type.Object(
  {
    ...shownFile,
    diff: Type.String({ description: 'unified diff of this file; empty unless text' }),
  },
  { $id: 'FileDiff' },
);

export type FileContent = Static<typeof FileContent>;
export type FileDiff = Static<typeof FileDiff>;
