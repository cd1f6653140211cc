// `npm test`: installs and builds what is missing, then runs every test.
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled, findTool, run } from './installed.mjs';

ensureInstalled();
await ensureBuilt();
run(process.execPath, [findTool('vitest'), 'run', ...process.argv.slice(2)]);
