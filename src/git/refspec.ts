/** `[+^]source[:destination]` as `git push` reads it. */
export interface Refspec {
  source: string;
  destination: string | undefined;
  /** `^source`: what must not be pushed. */
  isNegative: boolean;
}

/** Splits a refspec. Nothing is checked: git has accepted or refused it already. */
export function toRefspec(text: string): Refspec {
  const isNegative = text.startsWith('^');
  const body = text.replace(/^[+^]/, '');
  const colon = body.lastIndexOf(':');
  if (colon < 0) return { source: body, destination: undefined, isNegative };
  return { source: body.slice(0, colon), destination: body.slice(colon + 1), isNegative };
}

/** `:`, which pushes every branch that the remote has too. */
export function isMatching({ source, destination }: Refspec): boolean {
  return source === '' && destination === '';
}

/** What `ref` becomes under a refspec with `*`; undefined when it does not fit. */
export function mapByPattern(refspec: Refspec, ref: string): string | undefined {
  const { source, destination = source } = refspec;
  const [before = '', after] = source.split('*');
  if (after === undefined) return source === ref ? destination : undefined;
  const isFitting = ref.startsWith(before) && ref.endsWith(after);
  if (!isFitting || ref.length < before.length + after.length) return undefined;
  // A function: `$` in a branch name means nothing here.
  return destination.replace('*', () => ref.slice(before.length, ref.length - after.length));
}

const forbidden = /[\0- \x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|^[/.]|[/.]$/;

/** Whether git would accept the text as (part of) the name of a ref. */
export function isRefName(text: string): boolean {
  return text !== '' && text.length <= 1024 && !forbidden.test(text);
}
