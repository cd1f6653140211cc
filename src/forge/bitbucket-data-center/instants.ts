import { type Fields, findCount, findText } from '../parsing/json-fields.ts';

/** Milliseconds since 1970; installations can be told to write ISO dates instead. */
export function findMilliseconds(fields: Fields | undefined, name: string): number | null {
  const text = findText(fields, name);
  const instant = text === undefined ? findCount(fields, name) : Date.parse(text);
  return instant === undefined || Number.isNaN(instant) ? null : instant;
}

export function toInstant(milliseconds: number | null): Date | null {
  const instant = milliseconds === null ? undefined : new Date(milliseconds);
  return instant && !Number.isNaN(instant.getTime()) ? instant : null;
}
