/** A forge's text is hostile: only six hexadecimal digits become a colour. */
export function parseLabelColor(text: string | null): string | undefined {
  return text !== null && /^#[0-9a-f]{6}$/i.test(text) ? text : undefined;
}
