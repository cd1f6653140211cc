/** What is invisible, breaks a line or turns the direction of reading. */
const deceptive = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u3164\u115f\u1160]/gu;
const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A path as a person can trust it: nothing in it is hidden. */
export function toShownPath(path: string): string {
  return path.replace(deceptive, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return short[character] ?? `\\u{${code.toString(16).padStart(4, '0')}}`;
  });
}
