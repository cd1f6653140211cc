import { type Static, Type } from 'typebox';

/** RFC 9457 problem details. `detail` says what to do next. */
export const Problem = Type.Object(
  {
    type: Type.String({ default: 'about:blank' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
  },
  { $id: 'Problem' },
);

export type Problem = Static<typeof Problem>;
