import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { buildDeclarations } from './declarations.mjs';
import { ensureInstalled, root } from './installed.mjs';
import { nameUnfinished, removeAbandoned, replaceDirectory } from './replace-directory.mjs';
import { findPackages, formatNotices, recordModules } from './third-party-notices.mjs';

export const dist = join(root, 'dist');
/** Contains the hash of the sources that dist/ was built from. */
export const stamp = join(dist, '.built-from');
const sources = [
  'src',
  'demo',
  'migrations',
  'web',
  'scripts/build.mjs',
  'scripts/declarations.mjs',
  'scripts/replace-directory.mjs',
  'tsconfig.declarations.json',
  'scripts/third-party-notices.mjs',
  'package-lock.json',
];
const noticesFile = 'third-party-notices.txt';

/**
 * The demo forge executes GitHub's published schema. Its chunk contains the schema and the interpreter,
 * so that neither is a dependency of the installed package.
 */
const bundledSchema = {
  name: 'afterpush:bundled-schema',
  setup(build) {
    build.onResolve({ filter: /^@octokit\/graphql-schema$/ }, ({ path }) => ({
      path,
      namespace: 'schema',
    }));
    build.onLoad({ filter: /./, namespace: 'schema' }, () => {
      const file = join(root, 'node_modules/@octokit/graphql-schema/schema.graphql');
      const idl = readFileSync(file, 'utf8');
      return { contents: `export const schema = ${JSON.stringify({ idl })};`, loader: 'js' };
    });
    build.onResolve({ filter: /^graphql$/ }, () => ({
      path: join(root, 'node_modules/graphql/index.mjs'),
    }));
  },
};

/**
 * Packages are bundled: loading their hundreds of files takes longer than anything else that a command does.
 * PGlite finds its WebAssembly beside its own files. `pg` loads `pg-native` only where it is installed.
 */
const nodeOptions = {
  bundle: true,
  external: ['@electric-sql/pglite', 'pg-native'],
  platform: 'node',
  target: 'node20.19',
};

/** CommonJS packages call `require` for the modules of Node, and read files beside their own. */
const commonJsBanner = `import { createRequire as createBundleRequire } from 'node:module';
const require = createBundleRequire(import.meta.url);
const __dirname = import.meta.dirname;`;

/**
 * Commands that agents and git start, and that a person waits for: each is one file, because loading the
 * chunks that are shared with the server takes longer than the command itself.
 */
const quickCommands = {
  askpass: 'src/cli/askpass.ts',
  'hook-report': 'src/cli/hooks/report-hook.ts',
  'agent-hook': 'src/cli/agent-hook/run-agent-hook.ts',
  run: 'src/cli/run/run.ts',
};

/** Makes `src/bin.ts` load these commands from their own files. */
const separateCommands = {
  name: 'afterpush:separate-commands',
  setup(build) {
    const bin = join(root, 'src/bin.ts');
    build.onResolve({ filter: /^\.\/cli\// }, ({ path, importer, kind }) => {
      if (importer !== bin || kind !== 'dynamic-import') return undefined;
      const file = join(root, 'src', path);
      const [name] =
        Object.entries(quickCommands).find(([, source]) => join(root, source) === file) ?? [];
      return name ? { path: `./commands/${name}.js`, external: true } : undefined;
    });
  },
};

/** How esbuild bundles the server, the command line and the demo. */
export const serverOptions = {
  ...nodeOptions,
  entryPoints: {
    afterpush: join(root, 'src/bin.ts'),
    library: join(root, 'src/app/library.ts'),
    'embedded-worker': join(root, 'src/store/embedded/worker.ts'),
  },
  outdir: dist,
  plugins: [bundledSchema, separateCommands],
  format: 'esm',
  banner: { js: commonJsBanner },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
};

/** Builds dist/, unless it was built from exactly these sources. Several builds may run at once. */
async function buildDist() {
  const wanted = hashFiles(sources);
  if (isBuiltFrom(wanted)) return;
  console.error('Building ...');
  removeAbandoned(dist);
  const directory = nameUnfinished(dist);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  await waitForAll([
    buildServer(directory),
    buildClient(directory),
    buildPage(join(directory, 'web')),
    buildDatabaseFiles(directory),
  ]);
  writeFileSync(join(directory, basename(stamp)), wanted);
  // Another build of the same sources may have ended first, and its programs may be running.
  if (!isBuiltFrom(wanted)) replaceDirectory(directory, dist);
  linkCommands();
}

/** Like `Promise.all`, but nothing runs any more when it fails: esbuild prints its stack if the process ends then. */
async function waitForAll(steps) {
  const failed = (await Promise.allSettled(steps)).filter(({ status }) => status === 'rejected');
  if (failed.length > 0) throw new Error(failed.map(({ reason }) => reason.message).join('\n'));
}

function isBuiltFrom(wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

async function buildServer(directory) {
  const { build } = await import('esbuild');
  const built = await Promise.all([
    build({ ...serverOptions, outdir: directory, metafile: true }),
    buildQuickCommands(directory),
  ]);
  const files = built.flatMap(({ metafile }) =>
    Object.keys(metafile.inputs).map((file) => join(root, file)),
  );
  // The schema is read by a plugin, so it is not among the inputs.
  const packages = findPackages([
    ...files,
    join(root, 'node_modules/@octokit/graphql-schema/schema.graphql'),
  ]);
  writeFileSync(join(directory, noticesFile), formatNotices(packages));
  chmodSync(join(directory, 'afterpush.js'), 0o755);
}

/** Also askpass as a program: git starts it twice for every push, and can pass no arguments to it. */
export async function buildQuickCommands(directory = dist) {
  const { build } = await import('esbuild');
  const options = { ...nodeOptions, format: 'esm', minify: true };
  const [commands] = await Promise.all([
    build({
      ...options,
      absWorkingDir: root,
      entryPoints: quickCommands,
      metafile: true,
      outdir: join(directory, 'commands'),
      banner: { js: commonJsBanner },
    }),
    build({
      ...options,
      entryPoints: { askpass: join(root, 'src/cli/askpass-main.ts') },
      outdir: directory,
      banner: { js: '#!/usr/bin/env node' },
    }),
  ]);
  chmodSync(join(directory, 'askpass.js'), 0o755);
  return commands;
}

/** The package's `afterpush/client`: a single file for Node and browsers. */
async function buildClient(directory) {
  const { build } = await import('esbuild');
  await build({
    bundle: true,
    entryPoints: { client: join(root, 'src/contract/package-client.ts') },
    outdir: directory,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
  });
  buildDeclarations(join(directory, 'types'));
}

async function buildPage(directory) {
  const { build } = await import('vite');
  const { files, plugin } = recordModules();
  await build({
    configFile: join(root, 'web/vite.config.ts'),
    root: join(root, 'web'),
    logLevel: 'error',
    build: { outDir: directory },
    plugins: [plugin],
    worker: { plugins: () => [plugin] },
  });
  writeFileSync(join(directory, noticesFile), formatNotices(findPackages(files)));
  await compressPage(directory);
}

const compressible = /\.(?:css|html|js|json|svg|txt)$/;
const minCompressedBytes = 1024;

/** Writes a .br and a .gz beside each file, which the server sends to clients that accept them. */
async function compressPage(directory) {
  for (const file of listFiles(directory).filter((path) => compressible.test(path))) {
    const content = readFileSync(file);
    if (content.length <= minCompressedBytes) continue;
    const [brotli, gzipped] = await Promise.all([
      promisify(brotliCompress)(content),
      promisify(gzip)(content, { level: 9 }),
    ]);
    writeFileSync(`${file}.br`, brotli);
    writeFileSync(`${file}.gz`, gzipped);
  }
}

/**
 * The files of an embedded database with the schema and no rows, which the first start unpacks: creating
 * them there would take four seconds and 450 MB of memory. They are cached between builds.
 */
export async function buildDatabaseFiles(directory = dist) {
  const cached = join(
    root,
    'node_modules',
    '.cache',
    `embedded-files-${hashDatabaseSources()}.tar.gz`,
  );
  if (!existsSync(cached)) {
    mkdirSync(dirname(cached), { recursive: true });
    // Renamed into place, because another build may be reading it.
    const unfinished = `${cached}.${process.pid}`;
    writeFileSync(unfinished, await dumpEmptyDatabase());
    renameSync(unfinished, cached);
  }
  mkdirSync(directory, { recursive: true });
  copyFileSync(cached, join(directory, 'embedded-files.tar.gz'));
}

function hashDatabaseSources() {
  return hashFiles([
    'migrations',
    'src/store/migrate.ts',
    'scripts/build.mjs',
    'node_modules/@electric-sql/pglite/package.json',
  ]).slice(0, 16);
}

async function dumpEmptyDatabase() {
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create({
    initDbStartParams: ['--wal-segsize=1'],
    startParams: [...PGlite.defaultStartParams, '-c', 'min_wal_size=2MB'],
  });
  const migrate = await loadMigrate();
  await migrate({
    transaction: (work) =>
      database.transaction((connection) =>
        work({
          executeScript: (text) => connection.exec(text),
          query: async ({ text }, values) => (await connection.query(text, values)).rows,
        }),
      ),
  });
  // Nothing ever connects to the other databases, but they are two thirds of the files.
  await database.exec(
    "UPDATE pg_database SET datistemplate = false WHERE datname LIKE 'template%'",
  );
  for (const name of ['template0', 'template1']) await database.exec(`DROP DATABASE ${name}`);
  await database.exec('CHECKPOINT');
  const dump = await database.dumpDataDir('gzip');
  await database.close();
  return Buffer.from(await dump.arrayBuffer());
}

async function loadMigrate() {
  const { build } = await import('esbuild');
  const outfile = join(root, 'node_modules', '.cache', `migrate-${process.pid}.mjs`);
  try {
    await build({
      ...nodeOptions,
      entryPoints: [join(root, 'src/store/migrate.ts')],
      outfile,
      format: 'esm',
    });
    return (await import(pathToFileURL(outfile))).migrate;
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** Makes `npx afterpush` work in a checkout, where npm does not link the package's own commands. */
function linkCommands() {
  for (const [name, file] of [
    ['afterpush', 'afterpush.js'],
    ['afterpush-askpass', 'askpass.js'],
  ]) {
    const link = join(root, 'node_modules', '.bin', name);
    if (process.platform === 'win32') {
      writeFileSync(`${link}.cmd`, `@node "${join(dist, file)}" %*\r\n`);
      continue;
    }
    // Renamed into place, because another build may be linking it.
    const unfinished = `${link}.${process.pid}`;
    rmSync(unfinished, { force: true });
    symlinkSync(relative(join(link, '..'), join(dist, file)), unfinished);
    renameSync(unfinished, link);
  }
}

function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => listFiles(join(root, path)))) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

function listFiles(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => listFiles(join(path, name)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled();
  try {
    await buildDist();
  } catch (error) {
    const message = process.stderr.isTTY ? error.message : stripVTControlCharacters(error.message);
    console.error(`afterpush: the build failed: ${message.trim()}`);
    process.exit(1);
  }
}
