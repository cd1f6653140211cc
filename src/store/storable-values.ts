const unstorable = /[\0\p{Surrogate}]/u;

/**
 * Postgres text holds neither a NUL character nor half of a surrogate pair. Texts of forges are cleaned
 * where they are parsed, and requests with such texts are refused; this is for what else may come.
 */
export function toStorableText(text: string): string {
  if (!unstorable.test(text)) return text;
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** The same for jsonb. */
export function toStorableJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(toStorableText(value));
  if (typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? toStorableText(part) : part,
  );
}

/** Parameters of a statement, with storable texts. */
export function toStorableValues(values: readonly unknown[]): unknown[] {
  return values.map(toStorableValue);
}

function toStorableValue(value: unknown): unknown {
  if (Array.isArray(value)) return toStorableValues(value);
  return typeof value === 'string' ? toStorableText(value) : value;
}
