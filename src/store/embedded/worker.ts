import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { FromWorker, ToWorker, WorkerStart } from './engine.ts';

/** Runs the embedded Postgres in its own thread, because it blocks the thread while it computes. */

const settings = {
  // The default is 128 MB; the whole process should stay under 200 MB.
  shared_buffers: '16MB',
  wal_buffers: '1MB',
  min_wal_size: '8MB',
  max_wal_size: '64MB',
  application_name: 'afterpush',
};

const startParams = [
  ...PGlite.defaultStartParams,
  ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

// Write-ahead log segments of 1 MB: the default of 16 MB would be mostly empty here.
const initDbStartParams = ['--wal-segsize=1'];

// Code that is compiled once runs a local server's few statements as fast as optimized code, which costs half of the
// computing time of a start and 60 MB (docs/benchmarks.md). A baseline compiler that is complete exists only for these
// processors; Node 24 ignores the setting.
if (['x64', 'arm64'].includes(process.arch)) setFlagsFromString('--liftoff-only');

const { dataDirectory } = workerData as WorkerStart;

function send(message: FromWorker): void {
  parentPort?.postMessage(message, message instanceof Uint8Array ? [message.buffer] : []);
}

async function answer(database: PGlite, request: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  // The memory of a chunk is reused as soon as the callback returns.
  const onRawData = (chunk: Uint8Array) => void chunks.push(chunk.slice());
  await database.execProtocolRawStream(request, { syncToFs: false, onRawData });
  return joinChunks(chunks);
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(chunks.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

async function serve(database: PGlite, message: ToWorker): Promise<void> {
  if (message !== 'close') return send(await answer(database, message));
  await database.close();
  send('closed');
}

try {
  const database = await PGlite.create(dataDirectory, { startParams, initDbStartParams });
  parentPort?.on('message', (message: ToWorker) => {
    serve(database, message).catch((error: unknown) => send({ failure: String(error) }));
  });
  send('ready');
} catch (error) {
  send({ failure: String(error) });
}
