// `npm run dev`: the server, restarted after every change, and the page on Vite's development server.
// Arguments are passed on to `afterpush serve`: `npm run dev -- --demo`.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root } from './installed.mjs';

ensureInstalled();
const { buildDatabaseFiles, buildQuickCommands, dist, serverOptions, stamp } = await import(
  './build.mjs'
);

// This build is incomplete: remove the stamp, so that `ensureBuilt` builds again.
rmSync(stamp, { force: true });
mkdirSync(dist, { recursive: true });

const serverPort = process.env.AFTERPUSH_PORT ?? '4700';
const [pageUrl] = await Promise.all([startPage(), buildQuickCommands(), buildDatabaseFiles()]);
const server = createServer();
await watchServer(() => server.restart());
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void server.stop());
}

async function startPage() {
  const { createServer: createViteServer } = await import('vite');
  const vite = await createViteServer({
    configFile: join(root, 'web/vite.config.ts'),
    root: join(root, 'web'),
    logLevel: 'warn',
    server: { host: '127.0.0.1', proxy: buildProxy(`http://127.0.0.1:${serverPort}`) },
  });
  await vite.listen();
  return vite.resolvedUrls.local[0].replace(/\/$/, '');
}

function buildProxy(target) {
  return Object.fromEntries(
    ['/api', '/login', '/webhooks', '/openapi.json'].map((path) => [path, target]),
  );
}

/** Builds the server now and after every change of its sources. */
async function watchServer(onBuilt) {
  const { context } = await import('esbuild');
  const restartAfterBuild = {
    name: 'afterpush:restart',
    setup: (build) => build.onEnd(({ errors }) => (errors.length === 0 ? onBuilt() : undefined)),
  };
  const watched = await context({
    ...serverOptions,
    logLevel: 'error',
    plugins: [...serverOptions.plugins, restartAfterBuild],
  });
  await watched.watch();
}

/** Runs one server process at a time, because the embedded database allows only one. */
function createServer() {
  let child;
  let ended = Promise.resolve();
  let restarts = Promise.resolve();

  async function replace() {
    child?.kill('SIGTERM');
    await ended;
    child = spawn(
      process.execPath,
      [join(dist, 'afterpush.js'), 'serve', '--port', serverPort, ...process.argv.slice(2)],
      // Makes the printed link open the page on the development server.
      { stdio: 'inherit', env: { AFTERPUSH_PUBLIC_URL: pageUrl, ...process.env } },
    );
    ended = new Promise((resolve) => child.once('exit', resolve));
  }

  return {
    restart() {
      restarts = restarts.then(replace);
    },
    async stop() {
      await restarts;
      child?.kill('SIGTERM');
      await ended;
      process.exit();
    },
  };
}
