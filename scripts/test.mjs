// `npm test`: installs and builds what is missing, then runs every test.
import { ensureInstalled, run, tool } from './installed.mjs';

ensureInstalled();
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
run(tool('vitest'), ['run', ...process.argv.slice(2)]);
