import { type TSchema, type TUnsafe, Type } from 'typebox';

/** An ISO 8601 instant in UTC, as `Date.prototype.toISOString` writes it. */
export const Instant = Type.String({ format: 'date-time' });

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** One of a few strings. */
export function literals<const Value extends string>(values: readonly Value[]): TUnsafe<Value> {
  return Type.Unsafe<Value>({ type: 'string', enum: [...values] });
}
