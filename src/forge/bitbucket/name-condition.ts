const unsafe = /["\\\p{Cc}\p{Surrogate}]/u;

/** Beyond it an address may be refused. */
const longestCondition = 1500;

/**
 * The condition of Bitbucket's query language that a field is `name`, as a list of none or one.
 * How its strings escape a quote is not documented, so a name with one is asked for by its longest
 * part without: what comes back must be compared in any case.
 */
export function toNameCondition(field: string, name: string): string[] {
  const parts = name.split(unsafe);
  if (parts.length === 1) return [`${field}="${name}"`];
  const longest = parts.reduce((one, other) => (other.length > one.length ? other : one));
  return longest === '' ? [] : [`${field}~"${longest}"`];
}

/** The same for any of the names; that of `name` alone where one condition cannot hold all. */
export function toNamesCondition(field: string, name: string, names: readonly string[]): string[] {
  const exact = names.filter((one) => !unsafe.test(one)).toSorted();
  const any = exact.flatMap((one) => toNameCondition(field, one)).join(' OR ');
  const isHeld = exact.length > 1 && exact.includes(name) && any.length <= longestCondition;
  return isHeld ? [`(${any})`] : toNameCondition(field, name);
}
