/** Characters that are invisible, break a line or change the reading direction. */
const deceptive = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u3164\u115f\u1160]/gu;
const shortEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Escapes deceptive characters, so that a path cannot pass for another. */
export function formatPath(path: string): string {
  return path.replace(deceptive, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return shortEscapes[character] ?? `\\u{${code.toString(16).padStart(4, '0')}}`;
  });
}
