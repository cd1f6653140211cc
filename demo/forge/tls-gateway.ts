import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as startRequest,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { DemoForge } from './demo-forge.ts';

export interface TlsGatewayOptions {
  forge: Pick<DemoForge, 'webBaseUrl'>;
  /** The host name clients use, for example `forge.example`. It needs no DNS entry. */
  host: string;
}

/** Serves the forge to clients that require HTTPS, such as `gh`. */
export interface TlsGateway extends AsyncDisposable {
  /** For `HTTPS_PROXY`. */
  readonly proxyUrl: string;
  /** For `SSL_CERT_FILE` and `GIT_SSL_CAINFO`. */
  readonly certificateFile: string;
}

/** Starts a CONNECT proxy that terminates TLS for one host name and forwards requests to the forge. */
export async function startTlsGateway({ forge, host }: TlsGatewayOptions): Promise<TlsGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-gateway-'));
  const { certificate, privateKey } = createSelfSignedCertificate(host, new Date());
  const certificateFile = join(directory, 'certificate.pem');
  await writeFile(certificateFile, certificate);
  const terminator = createTlsServer({ cert: certificate, key: privateKey });
  terminator.on('request', (request, response) =>
    forwardRequest(forge.webBaseUrl, request, response),
  );
  const tunnels = new Set<Duplex>();
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request: IncomingMessage, socket: Duplex) => {
    tunnels.add(socket);
    socket.on('close', () => tunnels.delete(socket));
    socket.on('error', () => socket.destroy());
    if (request.url !== `${host}:443`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    terminator.emit('connection', socket);
  });
  const proxyUrl = await listen(proxy);
  const stop = async (): Promise<void> => {
    for (const tunnel of tunnels) tunnel.destroy();
    await new Promise((resolve) => proxy.close(resolve));
    await rm(directory, { recursive: true, force: true });
  };
  return { proxyUrl, certificateFile, [Symbol.asyncDispose]: stop };
}

function forwardRequest(
  webBaseUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method, headers } = request;
  const forwarded = startRequest(new URL(request.url ?? '/', webBaseUrl), { method, headers });
  forwarded.on('response', (upstream) => {
    response.writeHead(upstream.statusCode ?? 502, upstream.headers);
    upstream.pipe(response);
  });
  forwarded.on('error', () => response.destroy());
  request.pipe(forwarded);
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

/** A certificate and its private key, both as PEM. */
interface Certificate {
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

/** Creates a self-signed certificate for one host name, which clients also trust as the authority. */
function createSelfSignedCertificate(host: string, now: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(sequence, ecdsaWithSha256);
  const body = der(
    sequence,
    der(explicit0, der(integer, Buffer.from([2]))),
    der(integer, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    encodeName(host),
    encodeValidity(now),
    encodeName(host),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(explicit3, encodeExtensions(host)),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = der(sequence, body, algorithm, der(bitString, Buffer.from([0]), signature));
  return {
    certificate: formatPem(whole),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function encodeName(host: string): Buffer {
  const attribute = der(sequence, commonNameId, der(utf8String, Buffer.from(host)));
  return der(sequence, der(set, attribute));
}

function encodeValidity(now: Date): Buffer {
  const from = new Date(now.getTime() - 3_600_000);
  const until = new Date(now.getTime() + validMs);
  return der(sequence, encodeUtcTime(from), encodeUtcTime(until));
}

function encodeUtcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[^0-9]/g, '');
  return der(utcTime, Buffer.from(`${digits.slice(2, 14)}Z`));
}

function encodeExtensions(host: string): Buffer {
  const names = der(sequence, der(dnsName, Buffer.from(host)));
  return der(
    sequence,
    der(sequence, subjectAlternativeNameId, der(octetString, names)),
    der(sequence, basicConstraintsId, derTrue, der(octetString, der(sequence, derTrue))),
  );
}

/** Encodes a DER value: tag, length, content. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...encodeLength(content.length)]), content]);
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function formatPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
