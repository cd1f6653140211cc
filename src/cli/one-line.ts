/** Makes untrusted text one line without control characters and bidirectional controls, at most `maxLength` long. */
export function toOneLine(text: string, maxLength = 300): string {
  const line = text
    // Removes complete escape sequences: their letters would remain otherwise.
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?/gs, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
