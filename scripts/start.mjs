// `npm start`: installs and builds what is missing, then runs `afterpush serve`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled, root } from './installed.mjs';

ensureInstalled();
await ensureBuilt();
process.argv = [
  process.execPath,
  join(root, 'dist/afterpush.js'),
  'serve',
  ...process.argv.slice(2),
];
await import(pathToFileURL(process.argv[1]).href);
