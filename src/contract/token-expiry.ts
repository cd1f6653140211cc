const expiryWarningMs = 14 * 24 * 60 * 60_000;

/** Whether a token expires within 14 days, or has expired. */
export function isExpiringSoon(expiresAt: string | null, nowMs: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) - nowMs < expiryWarningMs;
}
