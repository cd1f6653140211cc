// Output for a terminal or an agent: text of a forge, a server or a user can neither move the cursor nor
// change the direction of what follows it.

/** Complete: the letters of one would remain otherwise. */
const escapeSequence = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?/gs;

/** Makes untrusted text one line without control characters and bidirectional controls, at most `maxLength` long. */
export function toOneLine(text: string, maxLength = 300): string {
  const line = text
    .replace(escapeSequence, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .trim();
  if (line.length <= maxLength) return line;
  // Not between the halves of a surrogate pair.
  return `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Splits untrusted text into lines that are safe in a terminal. Keeps the indentation of code. */
export function toSafeLines(text: string): string[] {
  const lines = text.trimEnd().split(/\r\n|[\n\r]/);
  if (lines.length === 1 && lines[0] === '') return [];
  return lines.map((line) => {
    const [indentation = ''] = /^[ \t]*/.exec(line) ?? [];
    return indentation + toOneLine(line, Number.POSITIVE_INFINITY);
  });
}

/** Several lines of untrusted text, such as an error with its stack. */
export function toSafeText(text: string): string {
  return toSafeLines(text).join('\n');
}

/** Output with tabs, line breaks and spaces as they are. */
export function toSafeOutput(text: string): string {
  return text
    .replace(escapeSequence, '')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/\p{Bidi_Control}/gu, '');
}

export function endWithNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Formats JSON in which every control character and direction mark is escaped. */
export function formatJson(content: unknown, indentation = 2): string {
  const json = JSON.stringify(content, null, indentation).replace(
    /[\x7f-\x9f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}
