import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { eventually } from './eventually.ts';

/** Whether Debian's package `nats-server` or another installation of the program is here. */
export const hasNatsServer = spawnSync('nats-server', ['--version']).status === 0;

export interface NatsServer extends AsyncDisposable {
  url: string;
  /** Ends the server at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

export async function startNatsServer(args: readonly string[] = []): Promise<NatsServer> {
  const port = await findFreePort();
  let process: ChildProcess | undefined;
  const server: NatsServer = {
    url: `nats://127.0.0.1:${port}`,
    async start() {
      process = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), ...args], {
        stdio: 'ignore',
      });
      await eventually('nats-server', () => isListening(port));
    },
    async kill() {
      const ending = process;
      process = undefined;
      if (!ending || ending.exitCode !== null) return;
      ending.kill('SIGKILL');
      await once(ending, 'exit');
    },
    [Symbol.asyncDispose]: () => server.kill(),
  };
  await server.start();
  return server;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
