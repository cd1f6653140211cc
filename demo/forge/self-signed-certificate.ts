import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, both as PEM. */
export interface Certificate {
  certificate: string;
  privateKey: string;
}

const validMs = 30 * 24 * 3_600_000;
const [booleanTag, integer, bitString, octetString] = [0x01, 0x02, 0x03, 0x04];
const [objectIdentifier, utf8String, utcTime] = [0x06, 0x0c, 0x17];
const [sequence, set, explicit0, explicit3, dnsName] = [0x30, 0x31, 0xa0, 0xa3, 0x82];
const derTrue = der(booleanTag, Buffer.from([0xff]));

/** Object identifiers, already encoded. */
const ecdsaWithSha256 = der(objectIdentifier, Buffer.from('2a8648ce3d040302', 'hex'));
const commonNameId = der(objectIdentifier, Buffer.from('550403', 'hex'));
const subjectAlternativeNameId = der(objectIdentifier, Buffer.from('551d11', 'hex'));
const basicConstraintsId = der(objectIdentifier, Buffer.from('551d13', 'hex'));

/** Makes a certificate for one host name, its own authority: whoever is told of it trusts it. */
export function createSelfSignedCertificate(host: string, now: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(sequence, ecdsaWithSha256);
  const body = der(
    sequence,
    der(explicit0, der(integer, Buffer.from([2]))),
    der(integer, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    toName(host),
    toValidity(now),
    toName(host),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(explicit3, toExtensions(host)),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = der(sequence, body, algorithm, der(bitString, Buffer.from([0]), signature));
  return {
    certificate: toPem(whole),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function toName(host: string): Buffer {
  const attribute = der(sequence, commonNameId, der(utf8String, Buffer.from(host)));
  return der(sequence, der(set, attribute));
}

function toValidity(now: Date): Buffer {
  const from = new Date(now.getTime() - 3_600_000);
  const until = new Date(now.getTime() + validMs);
  return der(sequence, toUtcTime(from), toUtcTime(until));
}

function toUtcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[^0-9]/g, '');
  return der(utcTime, Buffer.from(`${digits.slice(2, 14)}Z`));
}

function toExtensions(host: string): Buffer {
  const names = der(sequence, der(dnsName, Buffer.from(host)));
  return der(
    sequence,
    der(sequence, subjectAlternativeNameId, der(octetString, names)),
    der(sequence, basicConstraintsId, derTrue, der(octetString, der(sequence, derTrue))),
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
