/** A forge's text is hostile: only web addresses become links. */
export function parseWebAddress(text: string | null | undefined): string | undefined {
  if (!text || !/^https?:\/\//i.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}
