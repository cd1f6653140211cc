import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { DemoForge } from './demo-forge.ts';
import { createSelfSignedCertificate } from './self-signed-certificate.ts';

/** Which forge is to be reached under which name. */
export interface TlsGatewayOptions {
  forge: Pick<DemoForge, 'webBaseUrl'>;
  /** The host name clients use, for example `forge.example`. It needs no DNS entry. */
  host: string;
}

/** A way to the forge for clients that insist on HTTPS, such as `gh`. */
export interface TlsGateway extends AsyncDisposable {
  /** For `HTTPS_PROXY`. */
  readonly proxyUrl: string;
  /** For `SSL_CERT_FILE` and `GIT_SSL_CAINFO`. */
  readonly certificateFile: string;
}

/** Starts a CONNECT proxy that ends TLS for one host name and hands on to the forge. */
export async function startTlsGateway({ forge, host }: TlsGatewayOptions): Promise<TlsGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-gateway-'));
  const { certificate, privateKey } = createSelfSignedCertificate(host, new Date());
  const certificateFile = join(directory, 'certificate.pem');
  await writeFile(certificateFile, certificate);
  const terminator = createTlsServer({ cert: certificate, key: privateKey });
  terminator.on('request', (request, response) => handOn(forge.webBaseUrl, request, response));
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

function handOn(webBaseUrl: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const onward = forward(new URL(request.url ?? '/', webBaseUrl), { method, headers });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
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
