/** Postgres text cannot hold a NUL character, which forges may send. */
export function toStorableText(text: string): string {
  return text.replaceAll('\0', '');
}

/** The same for jsonb. */
export function toStorableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? toStorableText(part) : part,
  );
}

/** Parameters of a statement: every text without NUL characters. */
export function toStorableValues(values: readonly unknown[]): unknown[] {
  return values.map(toStorableValue);
}

function toStorableValue(value: unknown): unknown {
  if (Array.isArray(value)) return toStorableValues(value);
  return typeof value === 'string' ? toStorableText(value) : value;
}
