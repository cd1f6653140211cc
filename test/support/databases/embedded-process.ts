import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../../src/platform/package-root.ts';

export interface EmbeddedProcess extends AsyncDisposable {
  pid: number;
  /** The next line of output; undefined when the process has ended. */
  readLine(): Promise<string | undefined>;
  /** Sends kill -9 and waits for the exit. */
  kill(): Promise<void>;
}

const program = join(packageRoot, 'dist/test/embedded-process.js');

// Opens the database of a directory, prints `open`, then the number of each committed row.
const source = `
import { openEmbedded } from './open-embedded.ts';
const logger = { debug() {}, info() {}, warn() {}, error() {} };
const onFatal = (error) => { throw error; };
const database = await openEmbedded({ directory: process.argv[2], logger, onFatal });
await database.transaction((connection) =>
  connection.executeScript('CREATE TABLE IF NOT EXISTS numbers (number int PRIMARY KEY)'));
console.log('open');
const insert = {
  name: 'insert',
  text: 'INSERT INTO numbers SELECT count(*) + 1 FROM numbers RETURNING number',
};
while (process.argv[3] === 'write') {
  const [row] = await database.query(insert);
  console.log(row.number);
}`;

/** Opens the embedded database of a directory in a separate process, which tests can kill. */
export async function startEmbeddedProcess(
  directory: string,
  work: 'write' | 'wait',
): Promise<EmbeddedProcess> {
  await build({
    stdin: { contents: source, resolveDir: join(packageRoot, 'src/store/embedded'), loader: 'ts' },
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
  });
  const child = spawn(process.execPath, [program, directory, work], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = readLines(child);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    pid: child.pid ?? 0,
    readLine: async () => (await lines.next()).value,
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

async function* readLines(child: ChildProcess): AsyncGenerator<string, undefined, undefined> {
  let rest = '';
  for await (const chunk of child.stdout ?? []) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
