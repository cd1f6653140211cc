import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, both as PEM. */
export interface Certificate {
  certificate: string;
  privateKey: string;
}

const VALID_MS = 30 * 24 * 3_600_000;
const [BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING] = [0x01, 0x02, 0x03, 0x04];
const [OBJECT_IDENTIFIER, UTF8_STRING, UTC_TIME] = [0x06, 0x0c, 0x17];
const [SEQUENCE, SET, EXPLICIT_0, EXPLICIT_3, DNS_NAME] = [0x30, 0x31, 0xa0, 0xa3, 0x82];
const TRUE = der(BOOLEAN, Buffer.from([0xff]));

/** Object identifiers, already encoded. */
const ECDSA_WITH_SHA256 = der(OBJECT_IDENTIFIER, Buffer.from('2a8648ce3d040302', 'hex'));
const COMMON_NAME = der(OBJECT_IDENTIFIER, Buffer.from('550403', 'hex'));
const SUBJECT_ALTERNATIVE_NAME = der(OBJECT_IDENTIFIER, Buffer.from('551d11', 'hex'));
const BASIC_CONSTRAINTS = der(OBJECT_IDENTIFIER, Buffer.from('551d13', 'hex'));

/** Makes a certificate for one host name, its own authority: whoever is told of it trusts it. */
export function createSelfSignedCertificate(host: string, now: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
  const body = der(
    SEQUENCE,
    der(EXPLICIT_0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    toName(host),
    toValidity(now),
    toName(host),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXPLICIT_3, toExtensions(host)),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = der(SEQUENCE, body, algorithm, der(BIT_STRING, Buffer.from([0]), signature));
  return {
    certificate: toPem(whole),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function toName(host: string): Buffer {
  const attribute = der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(host)));
  return der(SEQUENCE, der(SET, attribute));
}

function toValidity(now: Date): Buffer {
  const from = new Date(now.getTime() - 3_600_000);
  const until = new Date(now.getTime() + VALID_MS);
  return der(SEQUENCE, toUtcTime(from), toUtcTime(until));
}

function toUtcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[^0-9]/g, '');
  return der(UTC_TIME, Buffer.from(`${digits.slice(2, 14)}Z`));
}

function toExtensions(host: string): Buffer {
  const names = der(SEQUENCE, der(DNS_NAME, Buffer.from(host)));
  return der(
    SEQUENCE,
    der(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, der(OCTET_STRING, names)),
    der(SEQUENCE, BASIC_CONSTRAINTS, TRUE, der(OCTET_STRING, der(SEQUENCE, TRUE))),
  );
}

/** One DER value: tag, length, content. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...toLength(content.length)]), content]);
}

function toLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
