import { type Static, type TSchema, type TUnsafe, Type } from 'typebox';

/** An ISO 8601 time in UTC, as `Date.prototype.toISOString` formats it. */
export const Instant = Type.String({ format: 'date-time' });

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** A string enum. */
export function literals<const Value extends string>(values: readonly Value[]): TUnsafe<Value> {
  return Type.Unsafe<Value>({ type: 'string', enum: [...values] });
}

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
