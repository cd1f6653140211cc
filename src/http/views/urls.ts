/** Where a user links a token for a forge. */
export function toLinkUrl(publicUrl: string, forge: { id: string }): string {
  return `${publicUrl}/forges/${encodeURIComponent(forge.id)}`;
}

/** Data of a forge is untrusted: only an http or https URL becomes a link. */
export function toWebUrl(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}
