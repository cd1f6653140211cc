/** Where a person links a token for a forge. */
export function toLinkUrl(publicUrl: string, forge: { id: string }): string {
  return `${publicUrl}/forges/${encodeURIComponent(forge.id)}`;
}
