import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `signature` is the hexadecimal HMAC-SHA256 of the body, compared in constant time. */
export function isSignedBy(body: Buffer, signature: string | undefined, secret: string): boolean {
  if (secret === '' || !signature || !/^[0-9a-f]{64}$/i.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

/** Compares what was sent with the secret in a time that does not tell where they differ. */
export function isSecret(sent: string | undefined, secret: string): boolean {
  if (secret === '' || sent === undefined) return false;
  const [one, other] = [sent, secret].map((text) =>
    createHmac('sha256', 'compared').update(text).digest(),
  );
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
