// `npm test`: installs and builds what is missing, then runs every test.
import { ensureInstalled, findTool, run } from './installed.mjs';

ensureInstalled();
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
run(process.execPath, [findTool('vitest'), 'run', ...process.argv.slice(2)]);
