/** `[+^]source[:destination]`, as in `git push`. */
export interface Refspec {
  source: string;
  destination: string | undefined;
  /** `^source`: excluded from the push. */
  isNegative: boolean;
}

/** Splits a refspec without validation: git has already accepted or rejected it. */
export function parseRefspec(text: string): Refspec {
  const isNegative = text.startsWith('^');
  const body = text.replace(/^[+^]/, '');
  const colon = body.lastIndexOf(':');
  if (colon < 0) return { source: body, destination: undefined, isNegative };
  return { source: body.slice(0, colon), destination: body.slice(colon + 1), isNegative };
}

/** `:` pushes every branch that also exists on the remote. */
export function isMatching({ source, destination }: Refspec): boolean {
  return source === '' && destination === '';
}

/** Applies a refspec with `*` to a ref; undefined when the ref does not match. */
export function mapByPattern(refspec: Refspec, ref: string): string | undefined {
  const { source, destination = source } = refspec;
  const [before = '', after] = source.split('*');
  if (after === undefined) return source === ref ? destination : undefined;
  const matches = ref.startsWith(before) && ref.endsWith(after);
  if (!matches || ref.length < before.length + after.length) return undefined;
  // A replacer function, because `$` in a replacement string is special.
  return destination.replace('*', () => ref.slice(before.length, ref.length - after.length));
}
