import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy extends AsyncDisposable {
  port: number;
  /** Drops all data in both directions without an error, until `restore`. */
  dropData(): void;
  /** Refuses new connections and resets the existing ones, until `restore`. */
  refuse(): void;
  /** Closes the existing connections. */
  disconnect(): void;
  /** Forwards data and accepts connections again. */
  restore(): void;
}

/** A proxy on the loopback interface that simulates network failures. */
export async function startTcpProxy(port: number, host = '127.0.0.1'): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: 'forward' | 'drop' | 'refuse' = 'forward';
  const forward = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (chunk) => mode === 'drop' || to.write(chunk));
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const disconnect = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    if (mode === 'refuse') return client.resetAndDestroy();
    const target = connect(port, host);
    forward(client, target);
    forward(target, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    dropData() {
      mode = 'drop';
    },
    refuse() {
      mode = 'refuse';
      for (const socket of sockets) socket.resetAndDestroy();
    },
    disconnect,
    restore() {
      mode = 'forward';
    },
    async [Symbol.asyncDispose]() {
      server.close();
      disconnect();
      await once(server, 'close');
    },
  };
}
