import { Duplex } from 'node:stream';
import { Engine, type EngineOptions } from './engine.ts';

/**
 * The socket of a `pg` client that ends in the embedded database: prepared statements, types,
 * errors and notifications are then the same code for both databases.
 */
export class EngineStream extends Duplex {
  readonly #engine: Engine;

  private constructor(engine: Engine) {
    super();
    this.#engine = engine;
  }

  static async open(
    options: Omit<EngineOptions, 'onAnswer' | 'onFailure'>,
    onFailure: EngineOptions['onFailure'],
  ): Promise<EngineStream> {
    let stream: EngineStream | undefined;
    const engine = await Engine.start({
      ...options,
      onAnswer: (bytes) => stream?.push(Buffer.from(bytes.buffer)),
      onFailure: (error) => {
        stream?.destroy(error);
        onFailure(error);
      },
    });
    stream = new EngineStream(engine);
    return stream;
  }

  /** Ends the database in good order; the client must be idle. */
  async close(): Promise<void> {
    await this.#engine.close();
    this.destroy();
  }

  // The methods of a socket that a `pg` client calls.
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#engine.send(Uint8Array.from(chunk));
    done();
  }

  /** The messages of one statement are written together, and must be answered together. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#engine.send(Uint8Array.from(Buffer.concat(chunks.map(({ chunk }) => chunk))));
    done();
  }
}
